using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Todo.Cli.Output;

namespace Todo.Cli.Deploy;

/// <summary>Ages of Secrets and ends of certificates; of a Secret no other value is asked for.</summary>
internal static class SecretStatus
{
    private static readonly TimeSpan Soon = TimeSpan.FromDays(21);

    public static async Task CertificatesAsync(StatusReport report, Kubectl kubectl, Target target, CancellationToken cancellation)
    {
        var names = (await kubectl.ListAsync("ingresses", target.Namespace, cancellation, "--selector", target.Selector))
            .SelectMany(ingress => ingress.Items("spec", "tls")).Select(tls => tls.Text("secretName"))
            .Append($"{target.Instance}-database-tls").OfType<string>().Distinct(StringComparer.Ordinal);
        var rows = new Rows("certificate", "for", "until", "days left");
        foreach (var name in names)
        {
            var answer = await kubectl.RunAsync(["get", "secret", name, "--namespace", target.Namespace, "--ignore-not-found", "--output", @"jsonpath={.data.tls\.crt}"], cancellation);
            if (answer.Length == 0)
            {
                continue;
            }

            using var certificate = X509Certificate2.CreateFromPem(Encoding.UTF8.GetString(Convert.FromBase64String(answer)));
            var end = new DateTimeOffset(certificate.NotAfter.ToUniversalTime());
            rows.Add(name, certificate.Subject, end.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), Math.Floor((end - report.Now).TotalDays).ToString(CultureInfo.InvariantCulture));
            if (end <= report.Now)
            {
                report.Problem($"The certificate in {name} has expired: docs/secrets.md says how to renew it.");
            }
            else if (end - report.Now < Soon)
            {
                report.Note($"The certificate in {name} ends in less than {Soon.TotalDays} days: docs/secrets.md says how to renew it.");
            }
        }

        report.Table("Certificates", rows);
    }

    public static async Task AgesAsync(StatusReport report, Kubectl kubectl, Target target, CancellationToken cancellation)
    {
        const string NamesAndTimes = """{range .items[*]}{.metadata.name}{"\t"}{.metadata.creationTimestamp}{"\t"}{.metadata.managedFields[*].time}{"\n"}{end}""";
        var lines = await kubectl.RunAsync(
            ["get", "secrets", "--namespace", target.Namespace, "--selector", target.Selector, "--show-managed-fields", "--output", $"jsonpath={NamesAndTimes}"], cancellation);
        var rows = new Rows("secret", "age", "last changed");
        foreach (var cells in lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('\t')))
        {
            var made = Time(cells[1]);
            var changed = cells[2].Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Time).Append(made).Max();
            rows.Add(cells[0], report.Age(made), report.Age(changed));
        }

        report.Table("Secrets", rows);
    }

    private static DateTimeOffset? Time(string text) => DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out var time) ? time : null;
}
