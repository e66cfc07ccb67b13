namespace Todo.Cli.Secrets;

/// <summary>Every Secret of an instance, as specs/004-kubernetes/contracts/secrets.md has them.</summary>
internal static class SecretCatalog
{
    private const string Pods = "Running pods read it within about a minute";

    public static readonly SecretKind Authority = new("database-ca", Certificates.AuthorityCertificate, Certificates.AuthorityKey)
    {
        Make = scope => Certificates.MakeAuthority(scope.Instance, TimeProvider.System),
        IsMadeAtFirst = true,
    };

    public static readonly SecretKind Certificate = new("database-tls", Certificates.AuthorityCertificate, Certificates.Certificate, Certificates.Key)
    {
        // Made of the authority: the one kind that needs another.
        Make = scope => Certificates.Make(scope, scope.Authority!, TimeProvider.System),
        IsMadeAtFirst = true,
        Afterwards = Pods + "; PostgreSQL then shows the new certificate to new sessions. Done when `kubectl logs {0}-database-0 -c roles` says TlsReloaded.",
    };

    /// <summary>In the order in which they are made.</summary>
    public static IReadOnlyList<SecretKind> All { get; } =
    [
        new("database-superuser", "password")
        {
            Make = _ => new(StringComparer.Ordinal) { ["password"] = SecretValues.Password() },
            IsMadeAtFirst = true,
        },
        new("database-owner", "url")
        {
            Make = scope => new(StringComparer.Ordinal) { ["url"] = DatabaseUrls.Make(scope, DatabaseUrls.Owner) },
            Rotate = DatabaseUrls.NewPassword,
            IsMadeAtFirst = true,
            Afterwards = Pods + "; only migrations, backups and restores use it. Done when `kubectl logs {0}-database-0 -c roles` says RoleChanged.",
        },
        new("database-app", "url")
        {
            Optional = ["direct-url"],
            Make = scope => new(StringComparer.Ordinal) { ["url"] = DatabaseUrls.Make(scope, DatabaseUrls.FirstLogin) },
            Rotate = DatabaseUrls.OtherLogin,
            IsMadeAtFirst = true,
            Afterwards = Pods + " and go on with the old login until the new one works; 90 s after its last session the old one is locked. Done when `kubectl logs {0}-database-0 -c roles` says RoleLocked.",
        },
        Authority,
        Certificate,
        SecretKind.OfKey("backend-keys", "key-encryption-key") with
        {
            IsMadeAtFirst = true,
            Afterwards = Pods + " and then encrypt the signing keys anew: `kubectl logs deployment/{0}-backend` says SigningKeyResealed. The key before it is of no more use after that.",
        },
        SecretKind.OfKey("frontend-keys", "data-protection-key") with
        {
            IsMadeAtFirst = true,
            Afterwards = Pods + ". The key before it reads the ring for 100 days more: rotate not again before that, or people sign in again.",
        },
        SecretKind.OfKey("gateway", "key") with
        {
            IsMadeAtFirst = true,
            Afterwards = Pods + ". Until all have, the key before it is believed as well: end that by --end after two minutes.",
        },
        SecretKind.OfKey("backup", "key") with
        {
            IsMadeAtFirst = true,
            Kept = "Backups of before are encrypted with the former key",
            Afterwards = "The next backup uses it. Older backups need the key before it: keep that for as long as you keep them.",
        },
        new("backup-s3", "access-key", "secret-key"),
        new("model", "api-key"),
        SecretKind.OfKey("auth", "secret") with
        {
            Afterwards = Pods + ". Whoever signs tokens with this secret needs it now; those signed by the one before are accepted until you end that by --end.",
        },
    ];

    /// <summary>The kind of this name.</summary>
    public static SecretKind Find(string name) => All.FirstOrDefault(kind => kind.Name == name)
        ?? throw new UserException($"There is no kind of secret '{name}'. The kinds are: {string.Join(", ", All.Select(kind => kind.Name))}.");
}
