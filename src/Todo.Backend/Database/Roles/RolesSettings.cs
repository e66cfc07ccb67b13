using Todo.Hosting.Settings;

namespace Todo.Backend.Database.Roles;

/// <summary>How <c>backend roles</c> reaches the PostgreSQL beside it; the roles themselves stand in the URLs of <see cref="DatabaseSettings"/>.</summary>
public sealed class RolesSettings
{
    [Setting("BACKEND_ROLES_SOCKET", "For `backend roles`: the folder of PostgreSQL's socket, where the user postgres may log in without a password.", Default = "/var/run/postgresql")]
    public string Socket { get; init; } = null!;

    [Setting("BACKEND_ROLES_PORT", "For `backend roles`: the port in the socket's name.", Default = "5432", Min = "1", Max = "65535")]
    public int Port { get; init; }

    [Setting("BACKEND_ROLES_TLS", "For `backend roles`: the folder of PostgreSQL's certificate and key. When their content changes, PostgreSQL is told to read them again.")]
    public string? Tls { get; init; }

    [Setting("BACKEND_ROLES_LOCK_AFTER", "For `backend roles`: a login that the application no longer uses is locked after this time without a session. Longer than the slowest pod takes to see a changed Secret.", Default = "90s", Min = "0s")]
    public TimeSpan LockAfter { get; init; }
}
