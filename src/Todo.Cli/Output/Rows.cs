using Spectre.Console;

namespace Todo.Cli.Output;

/// <summary>A table on a terminal; without one, tab-separated lines that other programs can cut.</summary>
internal sealed class Rows(params string[] columns)
{
    private readonly List<string[]> rows = [];

    public void Add(params string[] cells) => rows.Add(cells);

    public void Write()
    {
        if (Console.IsOutputRedirected)
        {
            foreach (var row in rows)
            {
                Console.WriteLine(string.Join('\t', row.Select(cell => cell.Replace('\t', ' '))));
            }

            return;
        }

        var table = new Table().Border(TableBorder.Rounded);
        foreach (var column in columns)
        {
            table.AddColumn(new TableColumn(new Text(column, new Style(decoration: Decoration.Bold))));
        }

        foreach (var row in rows)
        {
            table.AddRow(row.Select(cell => new Text(cell)));
        }

        AnsiConsole.Write(table);
    }
}
