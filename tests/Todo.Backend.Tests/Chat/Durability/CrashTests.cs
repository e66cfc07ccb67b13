using System.Diagnostics;
using System.Globalization;

namespace Todo.Backend.Tests.Chat.Durability;

/// <summary>
/// Processes are killed at every step of turns. Twenty turns, or 200 with <c>./todo test --long</c>; the seed is in the output and in every
/// failure, and TODO_TEST_SEED repeats it.
/// </summary>
[Trait("rule", "A12")]
public sealed class CrashTests(TwoProcesses processes, ITestOutputHelper output) : IClassFixture<TwoProcesses>
{
    private const int TurnsOfAUser = 20;

    [Fact]
    public async Task A_process_that_is_killed_at_any_step_of_a_turn_runs_nothing_twice_and_loses_nothing()
    {
        var turns = Environment.GetEnvironmentVariable("TODO_TEST_LONG") == "1" ? 200 : 20;
        var seed = int.TryParse(Environment.GetEnvironmentVariable("TODO_TEST_SEED"), NumberStyles.None, CultureInfo.InvariantCulture, out var given)
            ? given
            : Environment.TickCount & 0xffffff;
        output.WriteLine($"Seed {seed}, {turns} turns.");
        CrashRun? run = null;
        foreach (var (turn, plan) in CrashPlan.Draw(turns, seed).Index())
        {
            var began = Stopwatch.GetTimestamp();
            if (turn % TurnsOfAUser == 0)
            {
                run?.Dispose();
                run = await CrashRun.BeginAsync(processes);
            }

            try
            {
                await run!.RunAsync(plan, turn);
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"Seed {seed}, turn {turn}, {plan}: {e.Message}", e);
            }

            output.WriteLine($"{turn}: {plan}, {Stopwatch.GetElapsedTime(began).TotalSeconds:0.0} s");
        }

        run?.Dispose();
        Assert.Empty(processes.Model.Unmatched);
    }
}
