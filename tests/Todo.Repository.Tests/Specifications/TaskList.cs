using System.Text.RegularExpressions;

namespace Todo.Repository.Tests.Specifications;

/// <summary>One line of a tasks.md: <c>- [x] 001-T012 [P] [US2] Description in path, path</c>.</summary>
internal sealed record SpecificationTask(string File, int Line, string Id, bool IsDone, bool IsOfStory, string Description, IReadOnlyList<string> Paths);

/// <summary>A section of a tasks.md, for the rule that story labels stand in the phases of stories only.</summary>
internal sealed record Phase(string Title, IReadOnlyList<SpecificationTask> Tasks);

/// <summary>A tasks.md, read strictly: what is not understood is an error and never skipped.</summary>
internal sealed partial class TaskList
{
    private const RegexOptions Options = RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;
    private const int Timeout = 1000;

    private TaskList(string file, IReadOnlyList<Phase> phases, IReadOnlyList<string> errors)
    {
        File = file;
        Phases = phases;
        Errors = errors;
    }

    public string File { get; }

    public IReadOnlyList<Phase> Phases { get; }

    public IReadOnlyList<string> Errors { get; }

    public IEnumerable<SpecificationTask> Tasks => Phases.SelectMany(phase => phase.Tasks);

    /// <summary>Every list of the repository.</summary>
    public static IReadOnlyList<TaskList> All() =>
        [.. Repository.Files(path => path.StartsWith("specs/", StringComparison.Ordinal) && path.EndsWith("/tasks.md", StringComparison.Ordinal))
            .Select(path => Parse(path, Repository.Read(path)))];

    public static TaskList Parse(string file, string text)
    {
        var phases = new List<Phase>();
        var errors = new List<string>();
        var feature = FeatureNumber().Match(file).Groups["number"].Value;
        List<SpecificationTask>? tasks = null;
        var number = 0;
        foreach (var line in text.Split('\n'))
        {
            number++;
            if (line.StartsWith("## ", StringComparison.Ordinal))
            {
                tasks = [];
                phases.Add(new Phase(line[3..], tasks));
            }
            else if (line.TrimStart().StartsWith('-') && line.Contains('[', StringComparison.Ordinal))
            {
                var match = TaskLine().Match(line);
                if (!match.Success || tasks is null)
                {
                    errors.Add($"{file}:{number} is no task of the form '- [ ] {feature}-T012 [P] [US1] Description in path': {line}");
                }
                else if (match.Groups["feature"].Value != feature)
                {
                    errors.Add($"{file}:{number} has an id of another feature: {match.Groups["id"].Value}");
                }
                else
                {
                    tasks.Add(new SpecificationTask(
                        file,
                        number,
                        match.Groups["id"].Value,
                        match.Groups["done"].Value == "x",
                        match.Groups["story"].Success,
                        match.Groups["description"].Value,
                        match.Groups["paths"].Value.Split(", ")));
                }
            }
        }

        return new TaskList(file, phases, errors);
    }

    [GeneratedRegex(@"specs/(?<number>\d{3})-", Options, Timeout)]
    private static partial Regex FeatureNumber();

    // A path has no blank; the description may itself contain " in ".
    [GeneratedRegex(
        @"^- \[(?<done>[ x])\] (?<id>(?<feature>\d{3})-T\d{3})( \[P\])?(?<story> \[US\d+\])? (?<description>\S.*) in (?<paths>[^\s,]+(, [^\s,]+)*)$",
        Options, Timeout)]
    private static partial Regex TaskLine();
}
