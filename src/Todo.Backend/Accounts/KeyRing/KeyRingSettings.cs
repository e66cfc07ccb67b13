using Todo.Hosting;
using Todo.Hosting.Network;
using Todo.Hosting.Settings;

namespace Todo.Backend.Accounts.KeyRing;

/// <summary>The port that only the frontend reaches.</summary>
public sealed class KeyRingSettings
{
    /// <summary>The name of its listener.</summary>
    public const string Listener = "internal";

    public const string PortVariable = "BACKEND_INTERNAL_PORT";

    [Setting(PortVariable, "The port for the frontend alone, where the data-protection ring is kept. The gateway never routes to it. 0 takes any free one.", Default = "8081", Min = "0", Max = "65535")]
    public int Port { get; init; }
}

public static class KeyRingExtensions
{
    /// <summary>Opens the internal port.</summary>
    public static void AddInternalListener(this ServiceOptions options, IHostApplicationBuilder builder) =>
        options.Listeners.Add(new Listener(KeyRingSettings.Listener, KeyRingSettings.PortVariable, builder.AddSettings<KeyRingSettings>().Port));
}
