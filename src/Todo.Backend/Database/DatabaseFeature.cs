using Npgsql;
using Todo.Hosting.Health;
using Todo.Hosting.Problems;
using Todo.Hosting.Settings;

namespace Todo.Backend.Database;

public static class DatabaseFeature
{
    public static IHostApplicationBuilder AddDatabase(this IHostApplicationBuilder builder)
    {
        builder.AddSettings<DatabaseSettings>();
        builder.Services.AddSingleton<TodoDatabase>();
        builder.Services.AddSingleton<Migrator>();
        builder.Services.AddScoped(services => services.GetRequiredService<TodoDatabase>().CreateContext());
        builder.Services.AddHostedService<LoginWatch>();
        builder.Services.AddStartupDependency<DatabaseReady>();
        builder.Services.AddExceptionProblem<DatabaseProblem>();
        return builder;
    }
}

/// <summary>The start waits for the database and for its schema; migrates it where that is allowed.</summary>
internal sealed class DatabaseReady(TodoDatabase database, DatabaseSettings settings, Migrator migrator) : IStartupDependency
{
    public string Name => "PostgreSQL (BACKEND_DATABASE_URL)";

    public async Task<string?> CheckAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using (await database.DataSource.OpenConnectionAsync(cancellationToken))
            {
            }
        }
        catch (NpgsqlException e)
        {
            return e.Message;
        }

        try
        {
            if (settings.MigrateAtStart)
            {
                await migrator.MigrateAsync(cancellationToken);
            }
        }
        catch (MigrationException e)
        {
            throw new StartupException(e.Message);
        }

        return await migrator.StateAsync(cancellationToken) == SchemaState.Behind
            ? "the schema is behind this program: run `todo migrate`, or set BACKEND_MIGRATE_AT_START=true."
            : null;
    }
}
