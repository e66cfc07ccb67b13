using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Todo.Backend.Accounts;
using Todo.Backend.Accounts.Jwt;
using Todo.Backend.Accounts.SigningKeys;
using Todo.Backend.Database;
using Todo.Backend.Tests.Accounts.Jwt;
using Todo.Hosting.Settings;
using Todo.Testing;

namespace Todo.Backend.Tests.Accounts;

/// <summary>Own keys: made once, sealed, changed in time, opened by the previous key of the operator.</summary>
[Trait("rule", "A3")]
public sealed class SigningKeyTests : IAsyncLifetime
{
    private const string First = "the first encryption key of the operator";
    private const string Second = "the second encryption key of the operator";

    private readonly FixedTime time = new();
    private readonly List<IDisposable> stores = [];
    private TestDatabase database = null!;
    private TodoDatabase connections = null!;

    public async ValueTask InitializeAsync()
    {
        database = await TestDatabase.CreateAsync();
        connections = new TodoDatabase(SettingsReader.Read<DatabaseSettings>([new("BACKEND_DATABASE_URL", database.ConnectionString)], "BACKEND"), NullLoggerFactory.Instance, TimeProvider.System);
    }

    public async ValueTask DisposeAsync()
    {
        stores.ForEach(store => store.Dispose());
        await connections.DisposeAsync();
        await database.DisposeAsync();
    }

    [Fact]
    public async Task Replicas_that_start_at_once_make_one_key()
    {
        var signers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Store().SignerAsync(CancellationToken.None).AsTask()));
        Assert.Single(signers.Select(signer => signer.Kid).Distinct(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_private_part_is_not_in_the_database_as_it_is()
    {
        var signer = await Store().SignerAsync(CancellationToken.None);
        await using var db = database.Context();
        var row = await db.SigningKeys.SingleAsync();
        Assert.Null(KeyEncryption.Open(Second, row.Kid, row.PrivateKey));
        Assert.Null(KeyEncryption.Open(First, "another", row.PrivateKey));
        Assert.NotNull(KeyEncryption.Open(First, row.Kid, row.PrivateKey));
        Assert.Equal(signer.Kid, row.Kid);
        row.PrivateKey[^1] ^= 1;
        Assert.Null(KeyEncryption.Open(First, row.Kid, row.PrivateKey));
    }

    [Fact]
    public async Task A_new_key_is_published_before_it_signs_and_the_old_one_verifies_until_its_tokens_have_ended()
    {
        var (one, two) = (Store(), Store());
        var old = await one.SignerAsync(CancellationToken.None);
        var data = "data"u8.ToArray();
        var signature = old.Sign(data);

        time.Move(TimeSpan.FromDays(30) - TimeSpan.FromMinutes(2));
        Assert.Equal(old.Kid, (await one.SignerAsync(CancellationToken.None)).Kid);
        Assert.Equal(2, (await one.PublicAsync(CancellationToken.None)).Keys.Count);
        Assert.Equal(2, (await two.PublicAsync(CancellationToken.None)).Keys.Count);

        time.Move(TimeSpan.FromMinutes(4));
        var next = await two.SignerAsync(CancellationToken.None);
        Assert.NotEqual(old.Kid, next.Kid);
        Assert.Equal(next.Kid, (await one.SignerAsync(CancellationToken.None)).Kid);
        Assert.True((await one.FindAsync(old.Kid, CancellationToken.None)).Single().Verify(data, signature));

        time.Move(TimeSpan.FromDays(7) - TimeSpan.FromMinutes(1));
        Assert.Single(await one.FindAsync(old.Kid, CancellationToken.None));
        time.Move(TimeSpan.FromMinutes(10));
        Assert.Empty(await one.FindAsync(old.Kid, CancellationToken.None));
        Assert.Equal([next.Kid], (await one.PublicAsync(CancellationToken.None)).Keys.Select(key => key.Kid));
    }

    [Fact]
    public async Task A_changed_encryption_key_opens_by_the_previous_one_and_seals_anew()
    {
        var kid = (await Store().SignerAsync(CancellationToken.None)).Kid;
        Assert.Equal(kid, (await Store(Second, previous: First).SignerAsync(CancellationToken.None)).Kid);
        await using var db = database.Context();
        Assert.NotNull(KeyEncryption.Open(Second, kid, (await db.SigningKeys.SingleAsync()).PrivateKey));
        Assert.Equal(kid, (await Store(Second).SignerAsync(CancellationToken.None)).Kid);
    }

    [Fact]
    public async Task A_lost_encryption_key_costs_a_new_signing_key_and_no_session()
    {
        var old = await Store().SignerAsync(CancellationToken.None);
        var lost = Store(Second);
        Assert.NotEqual(old.Kid, (await lost.SignerAsync(CancellationToken.None)).Kid);
        Assert.True((await lost.FindAsync(old.Kid, CancellationToken.None)).Single().Verify("data"u8, old.Sign("data"u8)));
    }

    [Fact]
    public async Task Unknown_keys_are_asked_for_at_most_once_in_five_seconds()
    {
        var one = Store();
        await one.SignerAsync(CancellationToken.None);
        Assert.Empty(await one.FindAsync("made-up", CancellationToken.None));
        await using var db = database.Context();
        var row = LoadedKey.Create(First, time.GetUtcNow(), time.GetUtcNow());
        db.SigningKeys.Add(row);
        await db.SaveChangesAsync();

        Assert.Empty(await one.FindAsync(row.Kid, CancellationToken.None));
        time.Move(TimeSpan.FromSeconds(5));
        Assert.Single(await one.FindAsync(row.Kid, CancellationToken.None));
    }

    [Fact]
    public void Every_signature_of_ours_has_the_lower_S()
    {
        var row = LoadedKey.Create(First, time.GetUtcNow(), time.GetUtcNow());
        var key = new LoadedKey(row, KeyEncryption.Open(First, row.Kid, row.PrivateKey));
        for (var i = 0; i < 100; i++)
        {
            var data = BitConverter.GetBytes(i);
            var signature = key.Sign(data);
            Assert.False(P256.IsHigh(signature.AsSpan(32)));
            Assert.True(key.Verifier.Verify(data, signature));
        }
    }

    private SigningKeyStore Store(string secret = First, string? previous = null)
    {
        var settings = new AuthenticationSettings { KeyEncryptionKey = new Secret(secret), KeyEncryptionKeyPrevious = previous is null ? null : new Secret(previous) };
        var store = new SigningKeyStore(connections, settings, time, NullLogger<SigningKeyStore>.Instance);
        stores.Add(store);
        return store;
    }
}
