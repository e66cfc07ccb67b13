using System.CommandLine;
using Todo.Cli.Services;

namespace Todo.Cli.Charts;

/// <summary><c>todo charts readme</c>: the tables of values in the charts' README files.</summary>
internal static class ReadmeCommand
{
    public static Command Create()
    {
        var check = new Option<bool>("--check") { Description = "Change nothing; exit code 1 when a table is not what values.yaml gives now." };
        var command = new Command("readme", "Writes the table of values in each chart's README.md from the comments `# -- …` in its values.yaml.") { check };
        command.SetAction((parsed, cancellation) => RunAsync(parsed.GetValue(check), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(bool isCheck, CancellationToken cancellation)
    {
        List<string> stale = [];
        foreach (var chart in ChartFolder.In(Path.Combine(Home.Sources, "charts")).Where(chart => !chart.IsLibrary))
        {
            var file = Path.Combine(chart.Path, "README.md");
            var text = ChartReadme.Text(chart);
            if (!File.Exists(file) || await File.ReadAllTextAsync(file, cancellation) != text)
            {
                stale.Add($"charts/{chart.Name}/README.md");
                if (!isCheck)
                {
                    await File.WriteAllTextAsync(file, text, cancellation);
                }
            }
        }

        return Outcome.Report(stale, isCheck, "./todo charts readme");
    }
}
