using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Todo.Language.Tests.Recurrence;

/// <summary>One question to the reference; see reference.py.</summary>
internal sealed record ReferenceCase(string Rule, DateTime Start, string? Zone, DateTime? After, DateTime Horizon, int Limit);

/// <summary>Asks Debian's python3-dateutil, one process for all cases.</summary>
internal static class Reference
{
    private const string Missing = "The reference needs Debian's python3-dateutil: apt-get install python3-dateutil";

    internal static async Task<IReadOnlyList<DateTime[]>> AskAsync(IReadOnlyCollection<ReferenceCase> cases)
    {
        using var process = Start();
        var answers = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        try
        {
            foreach (var question in cases)
            {
                await process.StandardInput.WriteLineAsync(JsonSerializer.Serialize(new
                {
                    rule = question.Rule,
                    start = Iso(question.Start),
                    zone = question.Zone,
                    after = question.After is { } after ? Iso(after) : null,
                    horizon = Iso(question.Horizon),
                    limit = question.Limit,
                }));
            }

            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // The script has ended early: its own words follow.
        }

        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{Missing}\n{await errors}");
        var lines = (await answers).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(cases.Count, lines.Length);
        return [.. lines.Select(line => JsonSerializer.Deserialize<DateTime[]>(line)!)];
    }

    // Debian's own interpreter: another python3 on the PATH does not see Debian's packages.
    private static Process Start()
    {
        var start = new ProcessStartInfo("/usr/bin/python3", ["-W", "ignore", Path.Combine(AppContext.BaseDirectory, "Recurrence", "reference.py")])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new InvalidOperationException(Missing, e);
        }
    }

    private static string Iso(DateTime time) => time.ToString("s", CultureInfo.InvariantCulture);
}
