using System.Security.Cryptography;
using System.Text;

namespace Todo.Backend.Database.Backup;

/// <summary>Counts lines and hashes them, each with its line feed.</summary>
internal sealed class RunningSum
{
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private byte[] buffer = new byte[4096];
    private long rows;

    public void Add(string row)
    {
        var most = Encoding.UTF8.GetMaxByteCount(row.Length) + 1;
        if (buffer.Length < most)
        {
            buffer = new byte[most * 2];
        }

        var length = Encoding.UTF8.GetBytes(row, buffer);
        buffer[length] = (byte)'\n';
        hash.AppendData(buffer, 0, length + 1);
        rows++;
    }

    public BackupSum Result()
    {
        using (hash)
        {
            return new BackupSum(rows, Convert.ToHexStringLower(hash.GetHashAndReset()));
        }
    }
}
