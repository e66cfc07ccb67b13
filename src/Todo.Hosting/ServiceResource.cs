using System.Reflection;
using OpenTelemetry.Resources;

namespace Todo.Hosting;

/// <summary>What this process is, as OpenTelemetry describes resources: name, version, instance.</summary>
internal static class ServiceResource
{
    public static ResourceBuilder Of(ServiceSettings settings) =>
        ResourceBuilder.CreateEmpty().AddService(
            settings.Service,
            serviceNamespace: "todo",
            serviceVersion: Version,
            autoGenerateServiceInstanceId: false,
            serviceInstanceId: Environment.GetEnvironmentVariable("POD_NAME") ?? Environment.MachineName);

    private static string Version =>
        Assembly.GetEntryAssembly()?.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0.0.0";
}
