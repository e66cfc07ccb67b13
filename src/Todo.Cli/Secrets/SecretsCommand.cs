using System.CommandLine;
using System.Globalization;
using Todo.Cli.Output;

namespace Todo.Cli.Secrets;

/// <summary><c>todo secrets</c>: the Secrets of an instance in a cluster (docs/secrets.md).</summary>
internal static class SecretsCommand
{
    public static Command Create() => new("secrets", "Makes the Secrets of an instance in a cluster, rotates them, lists them; their values are never shown.")
    {
        CreateFirst(),
        Rotate(),
        List(),
    };

    private static Command CreateFirst()
    {
        var only = new Option<string[]>("--only") { Description = "These kinds alone, separated by commas.", AllowMultipleArgumentsPerToken = true };
        var host = new Option<string?>("--database-host") { Description = "The host in the database's URLs; INSTANCE-database where it is not given." };
        var database = new Option<string>("--database-name") { Description = "The database in its URLs.", DefaultValueFactory = _ => "todo" };
        var target = new SecretTarget();
        var command = new Command("create", "Makes the Secrets that are absent and checks that those there have their keys; one that exists is never changed.") { only, host, database };
        target.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            var names = (parsed.GetValue(only) ?? []).SelectMany(text => text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)).ToList();
            var kinds = names.Count > 0 ? names.ConvertAll(SecretCatalog.Find) : [.. SecretCatalog.All.Where(kind => kind.IsMadeAtFirst)];
            var (cluster, scope) = await target.OpenAsync(parsed, cancellation);
            using (cluster)
            {
                scope = scope with { DatabaseHost = parsed.GetValue(host) ?? scope.DatabaseHost, Database = parsed.GetValue(database)! };
                await new SecretMaker(cluster, Console.WriteLine).MakeAsync(scope, kinds, cancellation);
            }

            return 0;
        });
        return command;
    }

    private static Command Rotate()
    {
        var name = new Argument<string>("NAME") { Description = $"The kind: {string.Join(", ", SecretCatalog.All.Where(kind => kind.Rotate is not null || kind == SecretCatalog.Certificate).Select(kind => kind.Name))}." };
        var now = new Option<bool>("--now") { Description = "The former key is of no more use at once; pods that have not read the new one yet fail until they have." };
        var end = new Option<bool>("--end") { Description = "No new key; the one before the current one is of no more use." };
        var target = new SecretTarget();
        var command = new Command("rotate", "Gives a Secret a new value, which the running pods take up by themselves.") { name, now, end };
        target.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            var overlap = (parsed.GetValue(now), parsed.GetValue(end)) switch
            {
                (true, true) => throw new UserException("--now makes a new key and --end makes none: name one of them."),
                (true, _) => Overlap.None,
                (_, true) => Overlap.End,
                _ => Overlap.Keep,
            };
            var kind = SecretCatalog.Find(parsed.GetRequiredValue(name));
            var (cluster, scope) = await target.OpenAsync(parsed, cancellation);
            using (cluster)
            {
                await new SecretRotation(cluster, TimeProvider.System, Console.WriteLine).RotateAsync(scope, kind, overlap, cancellation);
            }

            return 0;
        });
        return command;
    }

    private static Command List()
    {
        var target = new SecretTarget();
        var command = new Command("list", "Names, keys and ages; never values.");
        target.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            var (cluster, scope) = await target.OpenAsync(parsed, cancellation);
            using (cluster)
            {
                var rows = new Rows("name", "keys", "made", "rotated");
                foreach (var kind in SecretCatalog.All)
                {
                    if (await cluster.FindAsync(scope.Of(kind), cancellation) is { } secret)
                    {
                        rows.Add(secret.Name, string.Join(", ", secret.Values.Keys.Order(StringComparer.Ordinal)), Day(secret.CreatedAt), secret.Rotated is { } rotated ? Day(rotated) : "never");
                    }
                }

                rows.Write();
            }

            return 0;
        });
        return command;
    }

    private static string Day(DateTimeOffset time)
    {
        var age = TimeProvider.System.GetUtcNow() - time;
        var words = age.TotalDays >= 2 ? $"{age.TotalDays:0} days" : age.TotalHours >= 2 ? $"{age.TotalHours:0} hours" : $"{age.TotalMinutes:0} minutes";
        return $"{time.UtcDateTime.ToString("u", CultureInfo.InvariantCulture)} ({words} ago)";
    }
}
