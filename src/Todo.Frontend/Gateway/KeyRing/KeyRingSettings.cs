using Todo.Hosting.Settings;

namespace Todo.Frontend.Gateway.KeyRing;

/// <summary>The key over the keys.</summary>
public sealed class KeyRingSettings : ISettingsRules
{
    private const int Least = 32;

    [Setting("FRONTEND_DATA_PROTECTION_KEY", "Encrypts the ring of keys that protects sessions; only the frontend has it, the same for all replicas. At least 32 characters: openssl rand -base64 32.")]
    public Secret DataProtectionKey { get; init; } = null!;

    [Setting("FRONTEND_DATA_PROTECTION_KEY_PREVIOUS", "The key before the last rotation: what it encrypted can still be read.")]
    public Secret? DataProtectionKeyPrevious { get; init; }

    public IEnumerable<string> Check(string prefix)
    {
        if (DataProtectionKey.Current.Length < Least)
        {
            yield return "FRONTEND_DATA_PROTECTION_KEY must have at least 32 characters: make one with 'openssl rand -base64 32'.";
        }

        if (DataProtectionKeyPrevious is { Current.Length: < Least })
        {
            yield return "FRONTEND_DATA_PROTECTION_KEY_PREVIOUS must have at least 32 characters: it is what FRONTEND_DATA_PROTECTION_KEY was before.";
        }
    }
}
