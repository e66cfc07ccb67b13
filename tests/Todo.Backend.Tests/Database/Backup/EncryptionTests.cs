using System.Security.Cryptography;
using Todo.Backend.Database.Backup;
using Todo.Backend.Database.Backup.Encryption;
using Todo.Hosting.Settings;

namespace Todo.Backend.Tests.Database.Backup;

[Trait("rule", "C12")]
public sealed class EncryptionTests
{
    private const string Key = "the first key of the tests, 32 bytes or more";
    private const string Other = "the second key of the tests, 32 bytes or more";
    private const int Sealed = EncryptedFormat.ChunkSize + EncryptedFormat.TagSize;

    public static TheoryData<int> Sizes => [0, 1, 100, EncryptedFormat.ChunkSize - 1, EncryptedFormat.ChunkSize, EncryptedFormat.ChunkSize + 1, 3 * EncryptedFormat.ChunkSize, 200_000];

    [Theory]
    [MemberData(nameof(Sizes))]
    public async Task What_is_encrypted_comes_back_and_cannot_be_seen_in_the_file(int size)
    {
        var plain = RandomNumberGenerator.GetBytes(size);
        var file = await EncryptAsync(plain, Key);

        Assert.Equal(plain, await DecryptAsync(file, Key));
        Assert.Equal(-1, size < 16 ? -1 : file.AsSpan().IndexOf(plain.AsSpan(0, 16)));
        Assert.NotEqual(file, await EncryptAsync(plain, Key));
    }

    [Fact]
    public async Task Every_bit_counts()
    {
        var file = await EncryptAsync(RandomNumberGenerator.GetBytes(100), Key);
        for (var bit = 0; bit < file.Length * 8; bit++)
        {
            file[bit / 8] ^= (byte)(1 << (bit % 8));
            await RefusedAsync(file, $"bit {bit}");
            file[bit / 8] ^= (byte)(1 << (bit % 8));
        }

        Assert.Equal(100, (await DecryptAsync(file, Key)).Length);
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public async Task Every_cut_at_and_around_the_border_of_a_chunk_is_seen_and_so_is_what_is_added(int size)
    {
        var file = await EncryptAsync(RandomNumberGenerator.GetBytes(size), Key);
        int[] borders = [.. Enumerable.Range(0, 5).Select(chunk => EncryptedFormat.HeaderSize + (chunk * Sealed)), file.Length];
        foreach (var length in borders.SelectMany(border => Enumerable.Range(border - 18, 36)).Where(length => length >= 0 && length < file.Length).Distinct())
        {
            await RefusedAsync(file[..length], $"{length} of {file.Length} bytes");
        }

        await RefusedAsync([.. file, 0], "one byte more");
        await RefusedAsync([.. file, .. file[EncryptedFormat.HeaderSize..]], "the chunks twice");
    }

    [Fact]
    public async Task Chunks_that_are_moved_left_out_or_of_another_file_are_seen()
    {
        var file = await EncryptAsync(RandomNumberGenerator.GetBytes((3 * EncryptedFormat.ChunkSize) + 5), Key);
        var other = await EncryptAsync(RandomNumberGenerator.GetBytes((3 * EncryptedFormat.ChunkSize) + 5), Key);
        byte[][] chunks = [Chunk(file, 0), Chunk(file, 1), Chunk(file, 2), file[(EncryptedFormat.HeaderSize + (3 * Sealed))..]];
        var header = file[..EncryptedFormat.HeaderSize];
        Assert.NotEmpty(await DecryptAsync([.. header, .. chunks[0], .. chunks[1], .. chunks[2], .. chunks[3]], Key));

        await RefusedAsync([.. header, .. chunks[1], .. chunks[0], .. chunks[2], .. chunks[3]], "swapped");
        await RefusedAsync([.. header, .. chunks[0], .. chunks[2], .. chunks[3]], "one left out");
        await RefusedAsync([.. header, .. chunks[0], .. chunks[1], .. chunks[2], .. chunks[2], .. chunks[3]], "one twice");
        await RefusedAsync([.. header, .. chunks[0], .. Chunk(other, 1), .. chunks[2], .. chunks[3]], "one of another file");
        await RefusedAsync([.. other[..EncryptedFormat.HeaderSize], .. chunks[0], .. chunks[1], .. chunks[2], .. chunks[3]], "the header of another file");
        await RefusedAsync([.. header, .. chunks[0], .. chunks[1], .. chunks[2]], "the last left out");
    }

    [Fact]
    [Trait("rule", "E2")]
    public async Task After_a_rotation_the_previous_key_opens_old_files_and_a_missing_key_is_named()
    {
        var file = await EncryptAsync([1, 2, 3], Key);
        Assert.Equal([1, 2, 3], await DecryptAsync(file, Other, previous: Key));

        var missing = await Assert.ThrowsAsync<BackupException>(() => DecryptAsync(file, Other));
        Assert.Contains(Convert.ToHexStringLower(EncryptedFormat.KeyId(Key)), missing.Message, StringComparison.Ordinal);
        var none = await Assert.ThrowsAsync<BackupException>(() => DecryptAsync(file, key: null));
        Assert.Contains("set BACKEND_BACKUP_KEY", none.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_breaks_off_is_no_whole_file()
    {
        var target = new MemoryStream();
        await using (var encrypting = new EncryptingStream(target, Key))
        {
            await encrypting.WriteAsync(new byte[(2 * EncryptedFormat.ChunkSize) + 1]);
        }

        await RefusedAsync(target.ToArray(), "never completed");
    }

    [Fact]
    public async Task What_is_not_encrypted_is_given_as_it_is()
    {
        var plain = RandomNumberGenerator.GetBytes(1000);
        Assert.Equal(plain, await DecryptAsync(plain, Key));
        Assert.Equal([31], await DecryptAsync([31], Key));
    }

    internal static async Task<byte[]> EncryptAsync(byte[] plain, string key)
    {
        var target = new MemoryStream();
        await using var encrypting = new EncryptingStream(target, key);
        await encrypting.WriteAsync(plain);
        await encrypting.CompleteAsync(CancellationToken.None);
        return target.ToArray();
    }

    private static byte[] Chunk(byte[] file, int number) => file.AsSpan(EncryptedFormat.HeaderSize + (number * Sealed), Sealed).ToArray();

    private static async Task<byte[]> DecryptAsync(byte[] file, string? key, string? previous = null)
    {
        var settings = SettingsReader.Read<BackupSettings>([new("BACKEND_BACKUP_KEY", key), new("BACKEND_BACKUP_KEY_PREVIOUS", previous)], "BACKEND");
        await using var stream = await new BackupKeys(settings).OpenAsync(new MemoryStream(file), CancellationToken.None);
        var plain = new MemoryStream();
        await stream.CopyToAsync(plain);
        return plain.ToArray();
    }

    // A flipped bit of the first line makes it no encrypted file, and then gzip refuses it: that is for the test of the whole restore.
    private static async Task RefusedAsync(byte[] file, string what)
    {
        byte[] got;
        try
        {
            got = await DecryptAsync(file, Key);
        }
        catch (Exception e) when (e is InvalidDataException or BackupException)
        {
            return;
        }

        Assert.False(file.AsSpan().StartsWith(EncryptedFormat.Magic), $"{what} was not seen");
        Assert.Equal(file, got);
    }
}
