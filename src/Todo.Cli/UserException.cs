namespace Todo.Cli;

/// <summary>What a person at the command line can mend: shown as one line, without a stack; the process ends with exit code 2.</summary>
public class UserException(string message) : Exception(message);

/// <summary>What was asked for has failed for a reason outside the command line: one line, exit code 1.</summary>
public sealed class FailureException(string message) : Exception(message);
