using System.Text.RegularExpressions;

namespace Todo.Repository.Tests.Specifications;

[Trait("rule", "G1")]
[Trait("rule", "G11")]
public sealed partial class TaskListTests
{
    private static readonly IReadOnlyList<TaskList> Lists = TaskList.All();

    [Fact]
    public void Every_feature_has_its_documents()
    {
        var features = Directory.GetDirectories(Path.Combine(Repository.Root, "specs")).Select(Path.GetFileName).ToList();

        Assert.NotEmpty(features);
        Assert.All(features, feature => Assert.Matches(@"^\d{3}-[a-z0-9-]+$", feature!));
        Assert.All(features, feature => Assert.All(["spec.md", "plan.md", "tasks.md"], name => Assert.True(Repository.Exists($"specs/{feature}/{name}"), $"specs/{feature}/{name}")));
        Assert.Equal(features.Count, Lists.Count);
    }

    [Fact]
    public void Every_line_is_a_task_of_the_strict_form()
    {
        Assert.Empty(Lists.SelectMany(list => list.Errors));
        Assert.All(Lists, list => Assert.NotEmpty(list.Tasks));
    }

    [Fact]
    public void Ids_are_unique() =>
        Assert.Empty(Lists.SelectMany(list => list.Tasks).GroupBy(task => task.Id).Where(group => group.Count() > 1).Select(group => group.Key));

    [Fact]
    public void Story_labels_stand_in_the_phases_of_stories_only() =>
        Assert.Empty(
            from list in Lists
            from phase in list.Phases
            let isStory = phase.Title.Contains("User story", StringComparison.Ordinal)
            from task in phase.Tasks
            where task.IsOfStory != isStory
            select $"{task.File}:{task.Line} {task.Id} in '{phase.Title}'");

    [Fact]
    public void What_a_ticked_task_names_exists() =>
        Assert.Empty(
            from list in Lists
            from task in list.Tasks
            where task.IsDone
            from path in task.Paths
            where !Repository.Exists(path)
            select $"{task.File}:{task.Line} {task.Id} is ticked, but there is no {path}");

    [Fact]
    public void Workflows_migrations_and_images_name_tasks_that_exist()
    {
        var known = Lists.SelectMany(list => list.Tasks).Select(task => task.Id).ToHashSet(StringComparer.Ordinal);
        var files = Repository.Files(path =>
            path.StartsWith(".github/workflows/", StringComparison.Ordinal)
            || (path.Contains("/Migrations/", StringComparison.Ordinal) && path.EndsWith(".sql", StringComparison.Ordinal))
            || path.StartsWith("charts/", StringComparison.Ordinal) && path.Contains("/templates/", StringComparison.Ordinal)
            || Path.GetFileName(path).StartsWith("Dockerfile", StringComparison.Ordinal));

        Assert.NotEmpty(files);
        Assert.All(files, file =>
        {
            var ids = TaskReference().Matches(Repository.Read(file)).SelectMany(match => match.Groups["ids"].Value.Split(", ")).ToList();
            Assert.True(ids.Count > 0, $"{file} names no task: begin it with a comment 'task: NNN-T012'.");
            Assert.All(ids, id => Assert.True(known.Contains(id), $"{file} names {id}, which no tasks.md has."));
        });
    }

    [Theory]
    [InlineData("- [ ] 001-T001 Something without a path")]
    [InlineData("- [ ] T001 No feature in src/")]
    [InlineData("- [X] 001-T001 Capital in src/")]
    [InlineData("-  [ ] 001-T001 Blanks in src/")]
    [InlineData("  - [ ] 001-T001 Indented in src/")]
    [InlineData("- [ ] 002-T001 Another feature in src/")]
    public void A_line_of_another_form_is_refused(string line)
    {
        var list = TaskList.Parse("specs/001-x/tasks.md", "## Phase 1\n" + line);

        Assert.Single(list.Errors);
        Assert.Empty(list.Tasks);
    }

    [GeneratedRegex(@"^\s*(?:#|--|\{\{-?\s*/\*)\s*task: (?<ids>[^\s,]+(, [^\s,]+)*)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1000)]
    private static partial Regex TaskReference();
}
