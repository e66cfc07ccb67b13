namespace Todo.Backend.Accounts.Jwt;

/// <summary>The two spellings of an ECDSA signature on P-256: S and n - S are both valid.</summary>
internal static class P256
{
    private static readonly byte[] Order = Convert.FromHexString("FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551");
    private static readonly byte[] HalfOrder = Convert.FromHexString("7FFFFFFF800000007FFFFFFFFFFFFFFFDE737D56D38BCF4279DCE5617E3192A8");

    public static bool IsHigh(ReadOnlySpan<byte> s) => s.SequenceCompareTo(HalfOrder) > 0;

    /// <summary>Replaces a high S by the low one, in place.</summary>
    public static void MakeLow(Span<byte> s)
    {
        if (!IsHigh(s))
        {
            return;
        }

        var borrow = 0;
        for (var i = s.Length - 1; i >= 0; i--)
        {
            var difference = Order[i] - s[i] - borrow;
            borrow = difference < 0 ? 1 : 0;
            s[i] = (byte)difference;
        }
    }
}
