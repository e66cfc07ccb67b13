using Todo.Cluster.Tests.Running;
using Todo.Contracts;

namespace Todo.Cluster.Tests.Install;

/// <summary>A second environment beside the first, by Helm 3: installed, upgraded, broken, rolled back, removed and installed again on what it left.</summary>
[Collection(Dev.Name)]
[Trait("rule", "C9")]
[Trait("rule", "D3")]
[Trait("rule", "D4")]
public sealed class SideBySideTests(DevInstallation first)
{
    private const string NoHelm3 = "There is no helm3 on the PATH.";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Proof]
    public async Task Helm_3_installs_upgrades_rolls_back_and_installs_again_on_what_it_left()
    {
        Assert.SkipUnless(TestCluster.HasHelm3, NoHelm3);
        var second = new SecondInstallation();
        await second.InitializeAsync();
        try
        {
            using var ada = await Person.SignUpAsync(second.Site, Cancellation);
            var task = await ada.Api.AddTaskAsync(new TaskDraft("Kept"), idempotencyKey: null, Cancellation);

            // Both answer, each for itself.
            using var other = first.Site.Client();
            await Assert.ThrowsAsync<ApiException>(() => new TodoClient(other, first.Site.Address).SignInAsync(ada.Email, Person.Password, Cancellation));

            await second.UpgradeAsync(Cancellation, "todo-backend.settings.BACKEND_LOG_LEVEL=warning");
            var broken = await second.TryUpgradeAsync(Helm.Three, TimeSpan.FromSeconds(60), Cancellation, "todo-backend.image.tag=never-built");
            Assert.False(broken.IsSuccess);
            Assert.Equal("Kept", (await ada.Api.GetTaskAsync(task.Id, Cancellation)).Task.Title);
            await RollBackAsync(second);
            Assert.Equal("Kept", (await ada.Api.GetTaskAsync(task.Id, Cancellation)).Task.Title);

            await Helm.Three.RunAsync(Cancellation, "uninstall", Installation.Instance, "--namespace", second.Namespace, "--wait");
            Assert.NotEmpty(await second.Kubectl.ListAsync("secrets", "app.kubernetes.io/part-of=todo", Cancellation));
            Assert.NotEmpty(await second.Kubectl.ListAsync("persistentvolumeclaims", null, Cancellation));
            await second.UpgradeAsync(Cancellation);
            Assert.Equal("Kept", (await ada.Api.GetTaskAsync(task.Id, Cancellation)).Task.Title);
        }
        finally
        {
            await second.DisposeAsync();
        }
    }

    // Over a migration: the schema of a newer version stays, and the older one works on it.
    private static async Task RollBackAsync(SecondInstallation second)
    {
        await second.Kubectl.SqlAsync(
            Installation.Instance, "alter table tasks add column later text; insert into schema_migrations (name, checksum) values ('9999_later.sql', 'x')", Cancellation);
        await Helm.Three.RunAsync(Cancellation, "rollback", Installation.Instance, "1", "--namespace", second.Namespace, "--wait", "--timeout", "120s");
    }
}

/// <summary>Development values once more, beside the first, by Helm 3.</summary>
public sealed class SecondInstallation() : Installation("dev", "todo-second")
{
    protected override Helm Helm => Helm.Three;
}
