using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;

namespace Todo.Cluster.Tests.Running;

[CollectionDefinition(Name)]
public sealed class External : ICollectionFixture<ExternalInstallation>
{
    public const string Name = "3 external database";
}

/// <summary>A PostgreSQL and a PgBouncer in another namespace, as somebody else's service, and Todo on them.</summary>
public sealed class ExternalInstallation() : Installation("dev", "todo-external")
{
    private const string Place = "elsewhere";
    private const string Password = "of-somebody-else-1";

    private readonly Dictionary<string, string> addresses = new(StringComparer.Ordinal);

    /// <summary>The namespace of the database.</summary>
    public Kubectl Elsewhere { get; } = new(Place);

    protected override string Overlay =>
        $$"""
        global:
          database: {external: true, pooled: true}
          secrets: {databaseTls: todo-database-tls}
        todo-infrastructure:
          backup: {enabled: false}
          egress:
            database:
              - {cidr: {{addresses["pgbouncer"]}}/32, port: 6432}
              - {cidr: {{addresses["postgres"]}}/32, port: 5432}
        """;

    protected override async Task PrepareAsync(CancellationToken cancellation)
    {
        await base.PrepareAsync(cancellation);
        await Program.RunAsync("kubectl", ["delete", "namespace", Place, "--ignore-not-found", "--wait"], null, cancellation);
        await Program.RunAsync("kubectl", ["create", "namespace", Place], null, cancellation);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=postgres.elsewhere", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("postgres.elsewhere.svc");
        names.AddDnsName("pgbouncer.elsewhere.svc");
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        using var certificate = request.CreateSelfSigned(TimeProvider.System.GetUtcNow().AddMinutes(-5), TimeProvider.System.GetUtcNow().AddDays(2));
        var (crt, pem) = (certificate.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
        await SecretAsync(Elsewhere, "tls", cancellation, ("tls.crt", crt), ("tls.key", pem));
        await SecretAsync(Elsewhere, "start", cancellation, ("start.sql", Roles));
        await Elsewhere.ApplyAsync(Pods, cancellation);
        await Elsewhere.RunAsync(cancellation, "wait", "--for=condition=Ready", "pod/postgres", "pod/pgbouncer", "--timeout=120s");
        foreach (var pod in (string[])["postgres", "pgbouncer"])
        {
            addresses[pod] = (string)(await Elsewhere.GetAsync("pod", pod, cancellation))["status"]!["podIP"]!;
        }

        const string tls = "sslmode=verify-full&sslrootcert=/run/secrets/todo/database-tls/ca.crt";
        await SecretAsync(Kubectl, "todo-database-tls", cancellation, ("ca.crt", crt));
        await SecretAsync(Kubectl, "todo-database-owner", cancellation, ("url", $"postgres://todo_owner:{Password}@postgres.elsewhere.svc:5432/todo?{tls}"));
        await SecretAsync(
            Kubectl, "todo-database-app", cancellation,
            ("url", $"postgres://todo_a:{Password}@pgbouncer.elsewhere.svc:6432/todo?{tls}"),
            ("direct-url", $"postgres://todo_a:{Password}@postgres.elsewhere.svc:5432/todo?{tls}"));
    }

    // What docs/postgres.md tells people to do on a server of their own.
    private const string Roles =
        $"""
        CREATE ROLE todo_owner LOGIN PASSWORD '{Password}';
        CREATE ROLE todo_a LOGIN PASSWORD '{Password}';
        ALTER ROLE todo_a SET statement_timeout = '5s';
        CREATE DATABASE todo OWNER todo_owner TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8';
        \connect todo
        ALTER DEFAULT PRIVILEGES FOR ROLE todo_owner IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO todo_a;
        ALTER SCHEMA public OWNER TO todo_owner;
        """;

    private static readonly string Pods =
        $$$"""
        apiVersion: v1
        kind: Pod
        metadata: {name: postgres, labels: {app: postgres}}
        spec:
          securityContext: {runAsUser: 70, runAsGroup: 70, fsGroup: 70}
          containers:
            - name: postgres
              image: {{{TestCluster.PostgresImage}}}
              imagePullPolicy: IfNotPresent
              args: [postgres, -c, ssl=on, -c, ssl_cert_file=/tls/tls.crt, -c, ssl_key_file=/tls/tls.key]
              env:
                - {name: POSTGRES_PASSWORD, value: {{{Password}}}}
                - {name: POSTGRES_INITDB_ARGS, value: "--auth-local=trust"}
              readinessProbe: {exec: {command: [psql, -U, todo_owner, -d, todo, -c, "select 1"]}, periodSeconds: 1}
              volumeMounts: [{name: tls, mountPath: /tls}, {name: start, mountPath: /docker-entrypoint-initdb.d}, {name: data, mountPath: /var/lib/postgresql}, {name: run, mountPath: /var/run/postgresql}]
          volumes: [{name: data, emptyDir: {} }, {name: run, emptyDir: {} }, {name: tls, secret: {secretName: tls, defaultMode: 0440}}, {name: start, secret: {secretName: start}}]
        ---
        apiVersion: v1
        kind: Service
        metadata: {name: postgres}
        spec: {selector: {app: postgres}, ports: [{port: 5432}]}
        ---
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: pgbouncer}
        data:
          pgbouncer.ini: |
            [databases]
            todo = host=postgres port=5432 dbname=todo
            [pgbouncer]
            listen_addr = *
            listen_port = 6432
            pool_mode = transaction
            auth_type = plain
            auth_file = /etc/pgbouncer/users.txt
            default_pool_size = 10
            max_client_conn = 200
            client_tls_sslmode = require
            client_tls_cert_file = /tls/tls.crt
            client_tls_key_file = /tls/tls.key
            client_tls_ca_file = /tls/tls.crt
            server_tls_sslmode = verify-ca
            server_tls_ca_file = /tls/tls.crt
          users.txt: |
            "todo_a" "{{{Password}}}"
        ---
        apiVersion: v1
        kind: Pod
        metadata: {name: pgbouncer, labels: {app: pgbouncer}}
        spec:
          securityContext: {runAsUser: 70, runAsGroup: 70, fsGroup: 70}
          containers:
            - name: pgbouncer
              image: {{{TestCluster.PgBouncerImage}}}
              imagePullPolicy: IfNotPresent
              command: [pgbouncer, /etc/pgbouncer/pgbouncer.ini]
              readinessProbe: {tcpSocket: {port: 6432}, periodSeconds: 1}
              volumeMounts: [{name: tls, mountPath: /tls}, {name: settings, mountPath: /etc/pgbouncer}]
          volumes: [{name: tls, secret: {secretName: tls, defaultMode: 0440}}, {name: settings, configMap: {name: pgbouncer}}]
        ---
        apiVersion: v1
        kind: Service
        metadata: {name: pgbouncer}
        spec: {selector: {app: pgbouncer}, ports: [{port: 6432}]}
        """;

    private static Task<string> SecretAsync(Kubectl kubectl, string name, CancellationToken cancellation, params (string Key, string Value)[] entries)
    {
        var data = new JsonObject(entries.Select(entry => KeyValuePair.Create(entry.Key, (JsonNode?)Convert.ToBase64String(Encoding.UTF8.GetBytes(entry.Value)))));
        var secret = new JsonObject { ["apiVersion"] = "v1", ["kind"] = "Secret", ["metadata"] = new JsonObject { ["name"] = name }, ["data"] = data };
        return kubectl.ApplyAsync(secret.ToJsonString(), cancellation);
    }
}
