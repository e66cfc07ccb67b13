using System.Collections.Frozen;

namespace Todo.Backend.Chat.Approving;

/// <summary>A message that says yes or no and nothing else.</summary>
internal static class YesOrNo
{
    private static readonly FrozenSet<string> Yes = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase, "yes", "y", "yep", "yeah", "yes please", "ok", "okay", "sure", "do it", "yes do it", "go ahead", "confirm", "confirmed", "approve", "approved");

    private static readonly FrozenSet<string> No = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase, "no", "n", "nope", "no thanks", "no thank you", "don't", "do not", "no don't", "cancel", "stop", "reject", "rejected", "never mind", "nevermind");

    /// <summary>True for yes, false for no, null for anything else.</summary>
    public static bool? Read(string message)
    {
        var words = message.Replace(",", "", StringComparison.Ordinal).Replace('’', '\'').Trim().TrimEnd('.', '!').Trim();
        return Yes.Contains(words) ? true : No.Contains(words) ? false : null;
    }
}
