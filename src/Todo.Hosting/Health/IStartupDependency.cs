using Microsoft.Extensions.DependencyInjection;

namespace Todo.Hosting.Health;

/// <summary>Something that must have been reached once before the service is ready. It may go away later without turning readiness red.</summary>
public interface IStartupDependency
{
    /// <summary>As an operator knows it: "database", "backend".</summary>
    string Name { get; }

    /// <summary>Null when all is well, or one sentence that says why not and what to do. Asked again until the wait is over.</summary>
    Task<string?> CheckAsync(CancellationToken cancellationToken);
}

/// <summary>What a dependency throws when waiting is no use: the start fails at once with the message.</summary>
public sealed class StartupException(string message) : Exception(message);

public static class StartupDependencyExtensions
{
    /// <summary>Dependencies are contacted one after the other in the order of registration.</summary>
    public static IServiceCollection AddStartupDependency<T>(this IServiceCollection services)
        where T : class, IStartupDependency => services.AddSingleton<IStartupDependency, T>();
}
