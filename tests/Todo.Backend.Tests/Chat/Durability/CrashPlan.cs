namespace Todo.Backend.Tests.Chat.Durability;

/// <summary>Where in a turn its process is killed.</summary>
internal enum CrashPoint
{
    Beginning,
    Asking,
    MidStream,
    StoringResponse,
    Changing,
    StoringResult,
    Thinking,
    AskingPerson,
    AwaitingPerson,
    Deciding,
    Ending,
    Reading,
}

/// <summary>One turn and its crash, drawn from a seed.</summary>
/// <param name="Ordinal">Which of the script's calls, from 1.</param>
/// <param name="Commits">What the process was writing is committed after its death.</param>
/// <param name="Retries">The client sends the message again; else it reads on after its last number.</param>
internal sealed record CrashPlan(CrashPoint Point, int Kind, int Ordinal, bool Commits, bool Retries, int Victim)
{
    private static readonly CrashPoint[] All = Enum.GetValues<CrashPoint>();

    public static IEnumerable<CrashPlan> Draw(int turns, int seed)
    {
#pragma warning disable CA5394 // Repeatable, not secret.
        var random = new Random(seed);
        return [.. Enumerable.Range(0, turns).Select(turn =>
        {
            var point = All[turn % All.Length];
            return new CrashPlan(point, Kind: random.Next(Kinds(point).Length), random.Next(1, 4), random.Next(2) == 0, random.Next(2) == 0, random.Next(2));
        })];
#pragma warning restore CA5394
    }

    /// <summary>It is the turn that goes on after a yes that crashes, where the script has a question.</summary>
    internal bool CrashesAfterQuestion => Point is CrashPoint.Changing or CrashPoint.StoringResult or CrashPoint.AwaitingPerson or CrashPoint.Deciding
        || (Point is CrashPoint.Ending or CrashPoint.Reading && Ordinal > 1);

    /// <summary>What the process is writing when it is killed.</summary>
    internal (Writes Place, string What)? Gate => Point switch
    {
        CrashPoint.Beginning => (Writes.Turn, "%"),
        CrashPoint.StoringResponse => (Writes.Response, Name is "story" or "delete" || Ordinal != 2 ? "%" : "%\"text\"%"),
        CrashPoint.Changing => (Writes.Change, Written),
        CrashPoint.StoringResult => (Writes.Result, Written),
        CrashPoint.AskingPerson => (Writes.Question, "%"),
        CrashPoint.Deciding => (Writes.Decision, "%"),
        CrashPoint.Ending => (Writes.End, "%"),
        _ => null,
    };

    /// <summary>How often the model has answered before it is asked the last time.</summary>
    internal int Pauses => Name == "complete" ? Ordinal == 1 ? 1 : 2 : 1;

    /// <summary>After how many chunks the model hangs in this reply; null when it does not.</summary>
    public int? HangsAfter(int reply) => Point switch
    {
        CrashPoint.Asking when reply == 0 => 0,
        CrashPoint.Thinking when reply == Pauses => 0,
        CrashPoint.MidStream when reply == 0 => 3 + Ordinal,
        _ => null,
    };

    public CrashScript Script(int turn, long complete, long delete) => CrashScript.Of(Name, turn, complete, delete);

    private string Name => Kinds(Point)[Kind];

    private string Written => Name switch
    {
        "parallel" => $"%c{Ordinal}\"%",
        "complete" when Point == CrashPoint.Changing || Ordinal > 1 => "%s2c1\"%",
        _ => "%c1\"%",
    };

    private static string[] Kinds(CrashPoint point) => point switch
    {
        CrashPoint.Changing or CrashPoint.StoringResult => ["add", "parallel", "batch", "complete", "delete"],
        CrashPoint.Thinking => ["add", "parallel", "batch", "complete"],
        CrashPoint.AskingPerson or CrashPoint.AwaitingPerson or CrashPoint.Deciding => ["delete"],
        CrashPoint.MidStream => ["parallel", "story"],
        _ => ["add", "parallel", "batch", "complete", "delete", "story"],
    };
}
