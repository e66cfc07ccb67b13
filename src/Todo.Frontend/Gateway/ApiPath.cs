namespace Todo.Frontend.Gateway;

/// <summary>
/// The target that is passed on. The router has seen a decoded path; the backend will decode what it gets once more. So that the
/// two can never mean different things, the bytes as they came are passed on, and only if no decoder can read a slash, a
/// backslash, a control character or a dot segment into them (CWE-22, CWE-436).
/// </summary>
public static class ApiPath
{
    /// <summary>The origin-form target under the prefix, or null when it must be refused.</summary>
    /// <param name="rawTarget">The request target of RFC 9112 3.2, origin-form or absolute-form.</param>
    /// <param name="prefix">A path with a slash at both ends, such as /api/.</param>
    public static string? Of(string rawTarget, string prefix)
    {
        var target = OriginForm(rawTarget);
        var query = target.IndexOf('?', StringComparison.Ordinal);
        var path = query < 0 ? target : target[..query];
        return path.StartsWith(prefix, StringComparison.Ordinal) && IsPlain(path) && !target.Contains('#', StringComparison.Ordinal) ? target : null;
    }

    private static string OriginForm(string target)
    {
        if (target.StartsWith('/'))
        {
            return target;
        }

        var authority = target.IndexOf("://", StringComparison.Ordinal);
        var path = authority < 0 ? -1 : target.IndexOf('/', authority + 3);
        return path < 0 ? "/" : target[path..];
    }

    private static bool IsPlain(ReadOnlySpan<char> path)
    {
        var segment = 0;
        for (var i = 0; i <= path.Length; i++)
        {
            if (i == path.Length || path[i] == '/')
            {
                if (IsDots(path[segment..i]) || (i == segment && i > 0 && i < path.Length))
                {
                    return false;
                }

                segment = i + 1;
            }
            else if (path[i] is <= ' ' or >= '\x7f' or '\\' || (path[i] == '%' && !IsHarmless(path[(i + 1)..])))
            {
                return false;
            }
        }

        return true;
    }

    // "%2F", "%5C", "%25" (which a second decoder would open again), control characters and anything that is no escape.
    private static bool IsHarmless(ReadOnlySpan<char> rest) =>
        rest.Length >= 2
        && byte.TryParse(rest[..2], System.Globalization.NumberStyles.AllowHexSpecifier, null, out var value)
        && value is >= 0x20 and not ((byte)'/' or (byte)'\\' or (byte)'%' or 0x7f);

    private static bool IsDots(ReadOnlySpan<char> segment)
    {
        var dots = 0;
        while (segment.Length > 0)
        {
            var length = segment[0] == '.' ? 1 : segment.StartsWith("%2e", StringComparison.OrdinalIgnoreCase) ? 3 : 0;
            if (length == 0)
            {
                return false;
            }

            dots++;
            segment = segment[length..];
        }

        return dots is 1 or 2;
    }
}
