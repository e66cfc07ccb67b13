namespace Todo.Cli;

/// <summary>The longer texts of <c>todo help</c>.</summary>
internal static class Help
{
    public const string Product =
        """
        Todo: tasks and a chat assistant, for people in a browser and for programs over REST.

          ./todo run               starts everything on this machine; then open http://localhost:8080 and sign up
          ./todo run --port 9000   the same at another port; Ctrl-C stops it, the data stay
          ./todo backup all.todo   saves everything; ./todo restore all.todo brings it back, here or elsewhere
          ./todo deploy            installs it on Kubernetes; ./todo cluster create makes a cluster for it first

        Without settings Todo runs a PostgreSQL of its own, with its data in /var/lib/todo (as root) or
        ~/.local/share/todo. BACKEND_DATABASE_URL=postgres://user:password@host/database names another one.
        Every setting is an environment variable: src/Todo.Backend/env.example and src/Todo.Frontend/env.example list them.

        Exit codes: 0 done, 1 failed, 2 something to mend on the command line or in a setting.
        """;
}
