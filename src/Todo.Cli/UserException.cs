namespace Todo.Cli;

/// <summary>What a person at the command line can mend: shown as one line, without a stack; the process ends with exit code 2.</summary>
public sealed class UserException(string message) : Exception(message);
