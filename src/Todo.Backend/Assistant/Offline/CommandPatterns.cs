using System.Text.RegularExpressions;

namespace Todo.Backend.Assistant.Offline;

/// <summary>The patterns of the commands.</summary>
internal static partial class CommandReader
{
    private const RegexOptions Options = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.Singleline | RegexOptions.ExplicitCapture;

    // "task 3", "the task #3", "number 3", "3"; else words.
    private const string Target = @"(?:(?:the\s+|my\s+)?(?:tasks?|todo|to-do|item)?\s*(?:number|no\.?)?\s*#?(?<id>\d{1,18})|(?<words>.+?))";

    // Each pattern is linear in its input up to a small power, and the longest message is 4,000 characters: the timeout is the last guard.
    private const int Timeout = 250;

    [GeneratedRegex(@"^(?:(?:hey|hi|hello|ok|okay|please|can you|could you|would you|will you|i want to|i'd like to|i would like to|let's)[,!]?\s+)+|[,\s]+please\s*(?=[.!?]*$)", Options, Timeout)]
    private static partial Regex Courtesy();

    [GeneratedRegex(@"\s+", Options, Timeout)]
    private static partial Regex Blanks();

    [GeneratedRegex(@"^(?:task\s*)?#?(?<id>\d{1,18})[.!]?$", Options, Timeout)]
    private static partial Regex BareNumber();

    [GeneratedRegex(@"^(?:undo|revert)(?:\s+(?:that|it|this|(?:the|my)\s+last\s+(?:change|changes|action|thing|one)))?[.!]*$|^take\s+(?:that|it)\s+back[.!]*$", Options, Timeout)]
    private static partial Regex Undo();

    [GeneratedRegex(@"^(?:(?:give|show)\s+(?:me\s+)?)?(?:an?\s+|the\s+|my\s+)?(?:overview|summary|statistics|stats)(?:\s+of\s+(?:my|all)(?:\s+my)?\s+(?:tasks|day|todos))?[.!?]*$|^how\s+am\s+i\s+doing[.!?]*$|^(?:help\s+me\s+)?plan\s+my\s+day[.!?]*$|^what\s+should\s+i\s+do\s+(?:next|first|today|now)[.!?]*$", Options, Timeout)]
    private static partial Regex Overview();

    [GeneratedRegex(@"^(?:(?:show|list|see|display|view|get|give|tell)\s+(?:me\s+)?|what\s+are\s+|which\s+|what\s+)?(?:all\s+)?(?:of\s+)?(?:my\s+|the\s+)?tags(?:\s+(?:do\s+i\s+have|are\s+there|have\s+i(?:\s+got)?))?[.!?]*$", Options, Timeout)]
    private static partial Regex Tags();

    [GeneratedRegex(@"^(?:show|list|see|display|view|get|give|what|what's|whats|which|do\s+i\s+have|tell\s+me)\b.*?\b(?:due\s+(?<when>today|tomorrow)|(?<when>overdue)(?:\s+(?:tasks?|todos|ones))?|(?:tasks|todos|on|planned|to\s+do)\s+(?:for\s+)?(?<when>today|tomorrow))[.!?]*$|^(?<when>overdue|today|tomorrow)(?:'s)?\s+(?:tasks|todos)[.!?]*$|^(?:tasks\s+)?(?:due\s+)(?<when>today|tomorrow)[.!?]*$", Options, Timeout)]
    private static partial Regex Due();

    [GeneratedRegex(@"^(?:delete|remove|clear|erase|clean\s+up|get\s+rid\s+of)\s+(?:(?:all|every(?:thing)?)\s+)?(?:of\s+)?(?:my\s+|the\s+)?(?:all\s+)?(?<kind>completed|complete|done|finished|pending|open)\s+(?:tasks|todos|items|ones)[.!]*$|^(?:delete|remove|clear|erase)\s+(?:all\s+(?:of\s+)?(?:my\s+|the\s+)?(?:tasks|todos)|everything)[.!]*$", Options, Timeout)]
    private static partial Regex DeleteAll();

    [GeneratedRegex(@"^(?:complete|finish|check\s+off|tick\s+off)\s+(?:all\s+(?:of\s+)?(?:my\s+|the\s+)?(?:(?:pending|open)\s+)?(?:tasks|todos)|everything)[.!]*$|^(?:mark|set)\s+(?:all\s+(?:of\s+)?(?:my\s+|the\s+)?(?:(?:pending|open)\s+)?(?:tasks|todos)|everything)\s+(?:as\s+)?(?:complete|completed|done|finished)[.!]*$", Options, Timeout)]
    private static partial Regex CompleteAll();

    // "Mark tasks 3 and 5 as done": marking says what as.
    [GeneratedRegex(@"^(?:(?<delete>delete|remove|cancel|erase)|complete|finish|check\s+off|(?:mark|set)(?=.*\b(?:complete|completed|done|finished)[.!]*$))\s+(?:the\s+)?(?:tasks?\s+|todos\s+|items\s+)?(?:numbers?\s+)?(?<ids>#?\d{1,18}(?:(?:,\s?(?:and\s)?|\s(?:and|&)\s)#?\d{1,18})+)(?:\s+(?:as\s+)?(?:complete|completed|done|finished))?[.!]*$", Options, Timeout)]
    private static partial Regex Several();

    [GeneratedRegex(@"\d+", Options, Timeout)]
    private static partial Regex Digits();

    [GeneratedRegex(@"^(?:add|create)\s+(?:the\s+|these\s+|some\s+)?(?:new\s+)?(?:tasks|todos|to-dos|items)\s*:\s*(?<text>.+)$", Options, Timeout)]
    private static partial Regex AddMany();

    [GeneratedRegex(@"^(?:(?:reschedule|postpone|move|push|shift|delay)\s+" + Target + @"\s+(?:to|until|till|for)|(?:set|change|move)\s+(?:the\s+)?(?:due\s+)?date\s+(?:of|for)\s+" + Target + @"\s+to|make\s+" + Target + @"\s+due)\s+(?:on\s+)?(?<when>" + DateWords.Pattern + @")[.!]*$", Options, Timeout)]
    private static partial Regex Reschedule();

    [GeneratedRegex(@"^(?:reopen|re-open|uncomplete|un-complete|uncheck|untick|unmark)\s+" + Target + @"[.!]*$", Options, Timeout)]
    private static partial Regex Reopen();

    [GeneratedRegex(@"^(?:mark|set)\s+" + Target + @"\s+(?:as\s+)?(?:not\s+(?:yet\s+)?(?:done|complete|completed|finished)|undone|incomplete|uncompleted|unfinished|pending|open)[.!]*$", Options, Timeout)]
    private static partial Regex MarkNotDone();

    [GeneratedRegex(@"^(?:restore|undelete|recover|bring\s+back)\s+" + Target + @"[.!]*$", Options, Timeout)]
    private static partial Regex Restore();

    [GeneratedRegex(@"^(?:change|update|edit|set)\s+(?:the\s+)?description\s+(?:of|for|on)\s+" + Target + @"\s+(?:to|into)\s*:?\s+(?<text>.+)$", Options, Timeout)]
    private static partial Regex UpdateDescription();

    [GeneratedRegex(@"^(?:change|update|rename|edit|modify)\s+(?:(?:the\s+)?(?:title|name)\s+of\s+)?" + Target + @"(?:'s)?(?:\s+(?:title|name))?\s+(?:to|into|as)\s*:?\s+(?<text>.+)$", Options, Timeout)]
    private static partial Regex Update();

    [GeneratedRegex(@"^(?:delete|remove|cancel|drop|erase|get\s+rid\s+of)\s+" + Target + @"[.!]*$", Options, Timeout)]
    private static partial Regex Delete();

    [GeneratedRegex(@"\b(?:not|never|un(?:done|finished|complete[d]?|check))\b|n't\b", Options, Timeout)]
    private static partial Regex Negation();

    [GeneratedRegex(@"^(?:mark|set|make|check)\s+" + Target + @"\s+(?:as\s+)?(?:complete|completed|done|finished|off)[.!]*$", Options, Timeout)]
    private static partial Regex Mark();

    [GeneratedRegex(@"^" + Target + @"\s+(?:is|are|'s)\s+(?:now\s+)?(?:complete|completed|done|finished)[.!]*$", Options, Timeout)]
    private static partial Regex IsDone();

    [GeneratedRegex(@"^(?:i\s+(?:have\s+|just\s+|am\s+)*|i'm\s+|i've\s+)?(?:complete|completed|finish|finished|done(?:\s+with)?|check\s+off|tick\s+off)\s+" + Target + @"[.!]*$", Options, Timeout)]
    private static partial Regex Complete();

    [GeneratedRegex(@"^(?:show|list|see|display|view|get|give|what|what's|whats|which|how\s+many|do\s+i\s+have|tell\s+me)\b|^(?:all\s+)?(?:my\s+)?(?:(?:pending|open|completed|done|finished)\s+)?(?:tasks|todos)\s*\??$", Options, Timeout)]
    private static partial Regex List();

    // "Tell me a story" asks for no tasks.
    [GeneratedRegex(@"\b(?:tasks?|todos?|to-dos?|items?|list|reminders?|everything|all|mine|agenda|i\s+have|have\s+i)\b", Options, Timeout)]
    private static partial Regex TaskWord();

    [GeneratedRegex(@"\b(?:pending|open|left|remaining|outstanding|unfinished|incomplete|to\s+do|still|not\s+(?:yet\s+)?(?:done|finished|complete[d]?)|haven't|need\s+to|have\s+to|must)\b", Options, Timeout)]
    private static partial Regex PendingWord();

    [GeneratedRegex(@"\b(?:complete|completed|done|finished|did)\b", Options, Timeout)]
    private static partial Regex CompletedWord();

    // Atomic: "add a task" names no task, and must not become one called "a task".
    [GeneratedRegex(@"^(?>(?:add|create|(?:make|new)(?=\s.{0,20}\b(?:task|todo|to-do|item|reminder)\b)|(?:task|todo|to-do)(?=:))(?:\s+me(?=\s))?(?:\s+(?:a|an|another|the)(?=\s))?(?:\s+new(?=\s))?(?:\s+(?:tasks?|todo|to-do|item|reminder)\b)?(?:\s+(?:to|for|called|named|titled|that\s+says)(?=\s)|:)?)\s+(?<text>.+)$", Options, Timeout)]
    private static partial Regex Add();

    [GeneratedRegex(@"^(?:i\s+(?:need|have|want|must|should|ought)\s+(?:to\s+)?remember\s+(?:to\s+|that\s+)?|i\s+must\s+remember\s+(?:to\s+)?|remember\s+(?:to\s+|that\s+)?|remind\s+me\s+(?:to\s+|about\s+|of\s+|that\s+)?|(?:don't|do\s+not)\s+(?:let\s+me\s+)?forget\s+(?:to\s+|about\s+)?|i\s+(?:need|have|must)\s+to\s+)(?<text>.+)$", Options, Timeout)]
    private static partial Regex Remember();

    [GeneratedRegex(@"\s+(?:to|on|in)\s+(?:my|the)\s+(?:(?:todo|to-do|task)\s+)?(?:list|tasks|todos)[.!]*$", Options, Timeout)]
    private static partial Regex ToList();

    [GeneratedRegex(@"^(?:(?:the|my|a|an|that)\s+)?(?:(?:task|todo|to-do|item)\s+(?:about|called|named|for|with|to)\s+)?|\s+(?:task|todo|to-do|item)$", Options, Timeout)]
    private static partial Regex Filler();
}
