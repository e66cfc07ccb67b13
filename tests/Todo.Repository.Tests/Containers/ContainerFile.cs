namespace Todo.Repository.Tests.Containers;

/// <summary>One instruction of a Dockerfile: its line, its keyword in capitals, and the rest with continued lines joined.</summary>
internal sealed record Instruction(int Line, string Keyword, string Rest);

/// <summary>A Dockerfile as instructions.</summary>
internal sealed record ContainerFile(IReadOnlyList<Instruction> Instructions)
{
    /// <summary>Stages in order, each beginning with its FROM.</summary>
    public IReadOnlyList<IReadOnlyList<Instruction>> Stages
    {
        get
        {
            List<List<Instruction>> stages = [];
            foreach (var instruction in Instructions)
            {
                if (instruction.Keyword == "FROM")
                {
                    stages.Add([]);
                }

                stages.LastOrDefault()?.Add(instruction);
            }

            return stages;
        }
    }

    public static ContainerFile Parse(string text)
    {
        List<Instruction> instructions = [];
        var lines = text.Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            if (lines[i].Trim() is not { Length: > 0 } line || line[0] == '#')
            {
                continue;
            }

            var first = i + 1;
            while (line.EndsWith('\\') && i + 1 < lines.Length)
            {
                var next = lines[++i].Trim();
                line = next.StartsWith('#') ? line : line[..^1].TrimEnd() + " " + next;
            }

            var words = line.Split(' ', 2);
            instructions.Add(new Instruction(first, words[0].ToUpperInvariant(), words.Length > 1 ? words[1].Trim() : ""));
        }

        return new ContainerFile(instructions);
    }

    /// <summary>The stage's name: what follows AS.</summary>
    public static string? NameOf(IReadOnlyList<Instruction> stage)
    {
        var words = stage[0].Rest.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var at = Array.FindIndex(words, word => word.Equals("AS", StringComparison.OrdinalIgnoreCase));
        return at >= 0 && at + 1 < words.Length ? words[at + 1] : null;
    }

    /// <summary>The image or stage that a stage begins with.</summary>
    public static string BaseOf(IReadOnlyList<Instruction> stage) => stage[0].Rest.Split(' ', StringSplitOptions.RemoveEmptyEntries).First(word => !word.StartsWith("--", StringComparison.Ordinal));
}
