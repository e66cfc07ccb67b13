namespace Todo.Cli.Tests.Deploy;

public sealed class DeployTests
{
    // A pod of a hook as the API shows it after a wrong setting.
    private const string FailedPod = """{"kind":"Pod","metadata":{"name":"todo-backend-check-x1","labels":{}},"status":{"phase":"Failed","containerStatuses":[{"name":"check","restartCount":0,"state":{"terminated":{"exitCode":2,"reason":"Error","message":"BACKEND_SIGN_UP: 'maybe' is none of open, invite, closed."}}}]}}""";
    private static readonly string OfAnEarlierTry = Quoted(FailedPod.Replace("check-x1", "check-x0", StringComparison.Ordinal));

    [Theory]
    [InlineData("v3.14.0", "--atomic")]
    [InlineData("v4.1.0", "--rollback-on-failure")]
    [Trait("rule", "D4")]
    public async Task Helm_goes_back_by_itself_in_the_words_of_its_version(string version, string option)
    {
        using var programs = new Programs().With("kubectl", Programs.Kubectl).With("helm", Programs.Helm.Replace("v4.1.0", version, StringComparison.Ordinal));

        await programs.RunAsync("deploy", "--images", "v1.0.0", "--timeout", "90s", "--host", "todo.example");

        var upgrade = Assert.Single(programs.Calls, call => call.StartsWith("helm upgrade --install todo ", StringComparison.Ordinal));
        Assert.Contains($" --wait {option} --timeout 90s ", upgrade, StringComparison.Ordinal);
        Assert.Contains(" --set-string global.image.tag=v1.0.0 --set-string global.host=todo.example ", upgrade, StringComparison.Ordinal);
        Assert.Matches("--namespace todo-dev --values /.*/todo/values-dev.yaml", upgrade);
    }

    [Fact]
    [Trait("rule", "G5")]
    public async Task A_failure_says_what_the_hook_said_and_what_runs_now()
    {
        using var programs = new Programs()
            .With("kubectl", $$"""
                case "$*" in
                  *status.phase=Failed*) echo '{"items":[{{OfAnEarlierTry}}]}'; exit 0 ;;
                  *"get pods --namespace todo-dev"*) [ -e "${0%kubectl}upgraded" ] && echo '{"items":[{{OfAnEarlierTry}},{{Quoted(FailedPod)}}]}' || echo '{"items":[]}'; exit 0 ;;
                  *"logs todo-backend-check-x1"*) echo 'the log'; exit 0 ;;
                esac
                {{Programs.Kubectl}}
                """)
            .With("helm", $$"""
                case "$*" in
                  "upgrade --install todo "*) : >"${0%helm}upgraded"; echo 'Error: UPGRADE FAILED: pre-upgrade hooks failed' >&2; exit 1 ;;
                  history*) echo '[{"revision":1,"status":"deployed","description":"v0.9.0, dev"},{"revision":2,"status":"failed"},{"revision":3,"status":"deployed","description":"Rollback to 1"}]'; exit 0 ;;
                esac
                {{Programs.Helm}}
                """);

        var said = await programs.RunAsync("deploy", "--images", "v1.0.0");

        Assert.Equal(1, said.Code);
        Assert.Contains("UPGRADE FAILED: pre-upgrade hooks failed", said.Errors, StringComparison.Ordinal);
        Assert.Contains("todo-backend-check-x1: check ended with exit code 2 (Error): BACKEND_SIGN_UP: 'maybe' is none of open, invite, closed.", said.Errors, StringComparison.Ordinal);
        Assert.Contains("todo runs as before: revision 3, Rollback to 1.", said.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("check-x0", said.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dry_run_changes_nothing()
    {
        using var programs = new Programs().With("kubectl", Programs.Kubectl).With("helm", Programs.Helm);

        var said = await programs.RunAsync("deploy", "--images", "v1.0.0", "--dry-run");

        Assert.Equal(0, said.Code);
        Assert.Contains("By hand: helm upgrade --install todo charts/todo --namespace todo-dev", said.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(programs.Calls, call => call.StartsWith("helm upgrade", StringComparison.Ordinal));
    }

    [Fact]
    [Trait("rule", "G9")]
    public async Task Production_waits_for_somebody_who_approves()
    {
        using var programs = new Programs().With("kubectl", Programs.Kubectl).With("helm", Programs.Helm);

        var said = await programs.RunAsync("deploy", "--env", "prod", "--images", "v1.0.0");

        Assert.Equal(2, said.Code);
        Assert.Contains("--approved-by NAME", said.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain(programs.Calls, call => call.StartsWith("helm upgrade", StringComparison.Ordinal));
    }

    [Fact]
    [Trait("rule", "H3")]
    public async Task Nothing_is_taken_away_unasked()
    {
        using var programs = new Programs().With("kubectl", Programs.Kubectl).With("helm", $$"""
            case "$*" in
              history*) echo '[{"revision":1,"status":"deployed"}]'; exit 0 ;;
            esac
            {{Programs.Helm}}
            """);

        var said = await programs.RunAsync("undeploy");

        Assert.Equal(2, said.Code);
        Assert.Contains("Answer by --yes.", said.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain(programs.Calls, call => call.Contains("uninstall", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Status_fails_when_a_pod_is_not_well()
    {
        using var programs = new Programs()
            .With("kubectl", $$"""
                case "$*" in
                  *"get pods"*) echo '{"items":[{{Quoted(FailedPod)}}]}'; exit 0 ;;
                  *"get secrets"*) exit 0 ;;
                esac
                {{Programs.Kubectl}}
                """)
            .With("helm", $$"""
                case "$*" in
                  history*) echo '[{"revision":1,"status":"deployed"}]'; exit 0 ;;
                esac
                {{Programs.Helm}}
                """);

        var said = await programs.RunAsync("status");

        Assert.Equal(1, said.Code);
        Assert.Contains("wrong: todo-backend-check-x1: check ended with exit code 2", said.Output, StringComparison.Ordinal);
    }

    // Within single quotes of a shell.
    private static string Quoted(string text) => text.Replace("'", "'\\''", StringComparison.Ordinal);
}
