using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Todo.Charts.Tests.Manifests;

namespace Todo.Charts.Tests.Policies;

/// <summary>45 to 50: accounts, rights and secrets.</summary>
internal static partial class IdentityPolicies
{
    private static readonly string[] Reading = ["list", "watch", "*"];
    private static readonly string[] Never = ["impersonate", "escalate", "bind"];
    private static readonly string[] Doors = ["pods/exec", "pods/attach", "pods/portforward", "pods/ephemeralcontainers", "serviceaccounts/token"];

    public static IReadOnlyList<Policy> All { get; } =
    [
        new(45, "A workload has an account of its own", "C7", Accounts,
            Policy.Pod(spec => spec["serviceAccountName"] = "default")),
        new(46, "No token is mounted", "C7",
            release => Policy.Pods("its token is mounted", pod => pod.Spec.Is("automountServiceAccountToken", "false"))(release)
                .Concat(Policy.Each("ServiceAccount", "its token is mounted where a pod says nothing", (_, account) => account.Json.Is("automountServiceAccountToken", "false"))(release)),
            Policy.Pod(spec => spec.Remove("automountServiceAccountToken"))),
        new(47, "A role names what it allows", "C7",
            Rights("it allows everything of a kind", rule => Words(rule, "verbs", "resources", "apiGroups").All(word => word != "*")),
            AddRole(new JsonObject { ["apiGroups"] = new JsonArray(""), ["resources"] = new JsonArray("*"), ["verbs"] = new JsonArray("get") })),
        new(48, "Nobody is the cluster's administrator, and an application has no right to the cluster at all", "C7",
            release => from binding in release.Of("ClusterRoleBinding", "RoleBinding", "ClusterRole")
                       where binding.Json.Is("roleRef.name", "cluster-admin")
                           || (release.Combination.Base.Chart == "todo" && (binding.Kind != "RoleBinding" || binding.Json.Is("roleRef.kind", "ClusterRole")))
                       select new Finding(binding.ToString(), "it gives a right to the cluster"),
            release => release.With(new JsonObject { ["kind"] = "ClusterRoleBinding", ["metadata"] = new JsonObject { ["name"] = "admin" } })),
        new(49, "No account can list secrets, enter pods, make pods or become another", "C7",
            Rights("it is a way to more rights", rule => !IsWayUp(rule)),
            AddRole(new JsonObject { ["apiGroups"] = new JsonArray(""), ["resources"] = new JsonArray("secrets"), ["verbs"] = new JsonArray("list") })),
        new(50, "Secrets are files: in no environment, in no ConfigMap, and no object of the charts", "E1 E2 E3",
            Secrets,
            Policy.Object("ConfigMap", "todo-backend", map => map.Make("data")["BACKEND_DATABASE_URL"] = "postgres://todo_a:abcd1234@todo-database/todo")),
    ];

    private static IEnumerable<Finding> Accounts(Release release)
    {
        var accounts = release.Of("ServiceAccount").Select(account => account.Name).ToHashSet();
        foreach (var used in release.Pods.GroupBy(pod => pod.Spec.Text("serviceAccountName") ?? "default"))
        {
            foreach (var pod in used.Where(_ => used.Key == "default" || !accounts.Contains(used.Key)))
            {
                yield return new Finding(pod.ToString(), $"its account {used.Key} is not one of the chart's");
            }

            foreach (var pod in used.Skip(1))
            {
                yield return new Finding(pod.ToString(), $"it shares the account {used.Key} with {used.First()}");
            }
        }
    }

    private static Func<Release, IEnumerable<Finding>> Rights(string problem, Func<JsonNode, bool> isFine) =>
        release => from role in release.Of("Role", "ClusterRole") from rule in role.Json.Items("rules") where !isFine(rule) select new Finding(role.ToString(), problem);

    private static Func<Release, Release> AddRole(JsonObject rule) => release =>
        release.With(new JsonObject { ["kind"] = "Role", ["metadata"] = new JsonObject { ["name"] = "more" }, ["rules"] = new JsonArray(rule.DeepClone()) });

    private static IEnumerable<string> Words(JsonNode rule, params string[] keys) => keys.SelectMany(key => rule.Items(key)).Select(item => item.ToString());

    private static bool IsWayUp(JsonNode rule)
    {
        var verbs = Words(rule, "verbs").ToArray();
        var resources = Words(rule, "resources").ToArray();
        return verbs.Intersect(Never).Any()
            || resources.Intersect(Doors).Any()
            || (resources.Contains("secrets") && verbs.Intersect(Reading).Any())
            || (resources.Contains("pods") && verbs.Contains("create"));
    }

    private static IEnumerable<Finding> Secrets(Release release) =>
        release.Of("Secret").Select(secret => new Finding(secret.ToString(), "a chart must not make it"))
            .Concat(from container in release.Containers
                    where container.Json.Items("env").Any(variable => variable.At("valueFrom.secretKeyRef") is not null || IsSecret(variable.Text("name") ?? "", variable.Text("value") ?? ""))
                        || container.Json.Items("envFrom").Any(source => source.At("secretRef") is not null)
                    select new Finding(container.ToString(), "it has a secret in its environment"))
            .Concat(from map in release.Of("ConfigMap")
                    from entry in map.Json.Texts("data")
                    where IsSecret(entry.Key, entry.Value)
                    select new Finding(map.ToString(), $"{entry.Key} looks like a secret"));

    /// <summary>By its name, or by its look: a URL with a password, a private key, 32 bytes in base64.</summary>
    public static bool IsSecret(string name, string value) =>
        (SecretName().IsMatch(name) && !name.EndsWith("_FILE", StringComparison.Ordinal) && value.Length > 0) || SecretValue().IsMatch(value);

    [GeneratedRegex("PASSWORD|SECRET|_KEY(_PREVIOUS)?$|API_KEY|TOKEN$|^BACKEND_DATABASE(_[A-Z]+)*_URL$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex SecretName();

    [GeneratedRegex(@"://[^/\s:@]+:[^/\s:@]+@|PRIVATE KEY|(^|[\s=""])[A-Za-z0-9+/]{43}=($|[\s""])", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex SecretValue();
}
