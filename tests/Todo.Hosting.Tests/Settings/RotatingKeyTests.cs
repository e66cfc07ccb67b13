using Todo.Hosting.Settings;

namespace Todo.Hosting.Tests.Settings;

/// <summary>Replicas that read the two files of a rotation again at different moments, in either order.</summary>
[Trait("rule", "E2")]
public sealed class RotatingKeyTests : IDisposable
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Later = TimeSpan.FromMinutes(4);

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("todo-rotation-");
    private readonly ManualTime time = new();

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void Whatever_each_replica_has_read_what_one_makes_all_others_take()
    {
        // Before the rotation, only the one file, only the other, both; each as a replica that has seen the rotation before.
        var replicas = new[] { (false, false), (true, false), (false, true), (true, true) }.Select((read, number) => Replica($"{number}", read.Item1, read.Item2)).ToList();

        foreach (var from in replicas)
        {
            foreach (var to in replicas)
            {
                Assert.Contains(from.Use, to.All);
                Assert.True(from.All.Take(2).Intersect(to.All, StringComparer.Ordinal).Any());
            }
        }
    }

    [Fact]
    public void Minutes_later_the_new_one_is_used_and_the_setting_says_which_one_is_taken_besides()
    {
        var key = Replica("0", current: true, previous: true);
        Assert.Equal("one", key.Use);

        time.Advance(Later);

        Assert.Equal("two", key.Use);
        Assert.Equal(["two", "one"], key.All);
    }

    [Fact]
    public void The_same_value_in_both_ends_the_overlap()
    {
        var key = Replica("0", current: true, previous: true);
        File.WriteAllText(PathOf("0", "previous"), "two");
        time.Advance(Soon);
        Assert.Contains("one", key.All);

        time.Advance(Later);

        Assert.Equal(["two"], key.All);
    }

    [Fact]
    public void Without_a_setting_for_it_the_one_before_is_taken_until_the_next_change()
    {
        File.WriteAllText(PathOf("0", "current"), "one");
        var key = new RotatingKey(Secret.FromFile(PathOf("0", "current"), time), previous: null);
        File.WriteAllText(PathOf("0", "current"), "two");
        time.Advance(Soon);
        Assert.Equal(["two", "one"], key.All);

        time.Advance(Later);

        Assert.Equal("two", key.Use);
        Assert.Equal(["two", "one"], key.All);
    }

    // One that started on the key "one" and the one before, "zero", and has read some of the files of the next rotation.
    private RotatingKey Replica(string name, bool current, bool previous)
    {
        File.WriteAllText(PathOf(name, "current"), "one");
        File.WriteAllText(PathOf(name, "previous"), "zero");
        var key = new RotatingKey(Secret.FromFile(PathOf(name, "current"), time), Secret.FromFile(PathOf(name, "previous"), time));
        Assert.Equal(["one", "zero"], key.All);
        if (current)
        {
            File.WriteAllText(PathOf(name, "current"), "two");
        }

        if (previous)
        {
            File.WriteAllText(PathOf(name, "previous"), "one");
        }

        time.Advance(Soon);
        _ = key.All;
        return key;
    }

    private string PathOf(string replica, string file) => Path.Combine(folder.FullName, $"{replica}-{file}");
}
