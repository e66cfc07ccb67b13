using System.Net;
using System.Net.Sockets;

namespace Todo.Hosting.Network;

/// <summary>Which listener could not be opened and why: Kestrel's exceptions do not always say, so each is tried once more.</summary>
internal static class PortProblems
{
    /// <summary>One line each; empty when every port is free now.</summary>
    public static IReadOnlyList<string> Find(ServiceSettings settings, ServiceOptions options, string prefix)
    {
        var problems = new List<string>();
        foreach (var listener in ServiceDefaults.Listeners(settings, options, prefix))
        {
            var address = settings.BindAddress ?? (Socket.OSSupportsIPv6 ? IPAddress.IPv6Any : IPAddress.Any);
            try
            {
                using var probe = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
                if (address.Equals(IPAddress.IPv6Any))
                {
                    probe.DualMode = true; // as Kestrel does for all addresses
                }

                probe.Bind(new IPEndPoint(address, listener.Port));
                probe.Listen();
            }
            catch (SocketException failure)
            {
                problems.Add(Describe(failure, listener, settings, prefix));
            }
        }

        return [.. problems.Distinct(StringComparer.Ordinal)];
    }

    private static string Describe(SocketException failure, Listener listener, ServiceSettings settings, string prefix) => failure.SocketErrorCode switch
    {
        SocketError.AddressAlreadyInUse => $"{listener.Setting}: port {listener.Port} is in use: stop what uses it or choose another port.",
        SocketError.AccessDenied => $"{listener.Setting}: port {listener.Port} needs more rights than this user has: choose one above 1023.",
        SocketError.AddressNotAvailable => $"{prefix}_ADDRESS: this machine has no address '{settings.Address}': choose one of its own, or *.",
        _ => $"{listener.Setting}: port {listener.Port} cannot be opened ({failure.Message}): choose another port.",
    };
}
