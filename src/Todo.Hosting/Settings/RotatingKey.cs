namespace Todo.Hosting.Settings;

/// <summary>
/// A key and the one before the last rotation, each from a file that is read again at a moment of its own, on every replica: what one
/// replica makes, all others have to accept, whichever of the two files each of them has read again.
/// </summary>
/// <param name="current">The key.</param>
/// <param name="previous">The setting for the one before; null where there is no such setting.</param>
public sealed class RotatingKey(Secret current, Secret? previous)
{
    /// <summary>To sign and to seal by: for three minutes after a change the one before, which every replica knows.</summary>
    public string Use => current.Recent ?? current.Current;

    /// <summary>
    /// To verify and to open by, the newest first, each once. With a setting for the one before, that decides alone once a change is older
    /// than three minutes, so that an operator can end the overlap.
    /// </summary>
    public IReadOnlyList<string> All
    {
        get
        {
            var keys = new List<string>(4) { current.Current };
            Add(previous?.Current);
            Add(previous is null ? current.Previous : current.Recent);
            Add(previous?.Recent);
            return keys;

            void Add(string? key)
            {
                if (key is not null && !keys.Contains(key))
                {
                    keys.Add(key);
                }
            }
        }
    }
}
