using Todo.Cli.Deploy;

namespace Todo.Cli.Tests.Deploy;

[Trait("rule", "G9")]
public sealed class ApprovalTests
{
    private static readonly DateTimeOffset Day = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Each_approval_is_a_row_of_the_record()
    {
        using var folder = new TempFolder();
        var file = folder.Below("approvals.md");
        await File.WriteAllTextAsync(file, "# Approvals\n\n| date | version | approver | what was seen |\n|---|---|---|---|\n\nNone yet: nothing has been released.\n");

        await Approval.RecordAsync(file, Day, "0.1.0", "Ann | Bo", "todo-0.1.0", TestContext.Current.CancellationToken);
        await Approval.RecordAsync(file, Day.AddDays(1), "0.2.0", "Ann", "todo-0.2.0", TestContext.Current.CancellationToken);

        Assert.Equal(
            "# Approvals\n\n| date | version | approver | what was seen |\n|---|---|---|---|\n"
            + "| 2026-11-21 | 0.1.0 | Ann \\| Bo | todo-0.1.0 |\n| 2026-11-22 | 0.2.0 | Ann | todo-0.2.0 |\n",
            await File.ReadAllTextAsync(file));
    }
}
