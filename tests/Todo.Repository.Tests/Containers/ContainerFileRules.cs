using System.Text.RegularExpressions;

namespace Todo.Repository.Tests.Containers;

/// <summary>
/// Rules for Dockerfiles, those of hadolint (DL…) and dockle (CIS-DI…, DKL-DI…) that concern security and reproducibility, as far as they apply to
/// images without a shell or a package manager. The workflow runs hadolint itself as well.
/// </summary>
internal static partial class ContainerFileRules
{
    private static readonly string[] Secret = ["PASSWORD", "PASSWD", "SECRET", "TOKEN", "APIKEY", "API_KEY", "PRIVATE_KEY", "CREDENTIAL", "ENCRYPTION_KEY", "DATABASE_URL"];

    /// <summary>What is wrong, each with its line and rule; empty when all is well.</summary>
    public static IReadOnlyList<string> Check(ContainerFile file) => [.. Bases(file), .. Everywhere(file), .. Final(file)];

    private static IEnumerable<string> Bases(ContainerFile file)
    {
        var defaults = file.Instructions.TakeWhile(instruction => instruction.Keyword != "FROM").Where(instruction => instruction.Keyword == "ARG")
            .Select(instruction => instruction.Rest.Split('=', 2)).ToDictionary(parts => parts[0], parts => parts.ElementAtOrDefault(1) ?? "", StringComparer.Ordinal);
        var stages = new HashSet<string>(StringComparer.Ordinal);
        foreach (var stage in file.Stages)
        {
            var name = ContainerFile.BaseOf(stage);
            if (!stages.Contains(name))
            {
                var image = Variable().Replace(name, match => defaults.GetValueOrDefault(match.Groups["name"].Value, ""));
                if (!ByDigest().IsMatch(image))
                {
                    yield return Say(stage[0], "B2", $"'{image}' is named by no digest");
                }

                if (image.Contains(":latest", StringComparison.Ordinal) || !Tag().IsMatch(image.Split('@')[0]))
                {
                    yield return Say(stage[0], "DL3006, DL3007", $"'{image}' has no tag or is latest");
                }
            }

            stages.Add(ContainerFile.NameOf(stage) ?? "");
        }
    }

    private static IEnumerable<string> Everywhere(ContainerFile file)
    {
        foreach (var instruction in file.Instructions)
        {
            var (keyword, rest) = (instruction.Keyword, instruction.Rest);
            if (keyword == "ADD")
            {
                yield return Say(instruction, "DL3020", "COPY says what it does; ADD unpacks and downloads");
            }

            if (keyword is "ARG" or "ENV" && Secret.Any(word => rest.Split(' ').Any(pair => pair.Split('=')[0].Contains(word, StringComparison.OrdinalIgnoreCase))))
            {
                yield return Say(instruction, "CIS-DI-0010, B4", "a secret stays in the image's history");
            }

            if (keyword == "RUN" && Download().IsMatch(rest))
            {
                yield return Say(instruction, "DL3001, B2", "what is downloaded is not pinned");
            }

            if (keyword == "RUN" && Sudo().IsMatch(rest))
            {
                yield return Say(instruction, "DL3004", "no sudo");
            }

            if (keyword == "RUN" && Upgrade().IsMatch(rest))
            {
                yield return Say(instruction, "DL3005, CIS-DI-0007", "an upgrade makes another image of the same text: take a newer base");
            }

            if (keyword is "CMD" or "ENTRYPOINT" && !rest.StartsWith('['))
            {
                yield return Say(instruction, "DL3025", "the shell form needs a shell and swallows signals");
            }

            if (keyword == "HEALTHCHECK" && rest != "NONE" && !rest.Contains("CMD [", StringComparison.Ordinal))
            {
                yield return Say(instruction, "DL3025", "the health check needs a shell");
            }

            if (keyword == "WORKDIR" && !rest.StartsWith('/'))
            {
                yield return Say(instruction, "DL3000", "not absolute");
            }

            if (keyword == "COPY" && rest.Split(' ')[0] is "." or "./")
            {
                yield return Say(instruction, "B4", "the whole folder is copied");
            }

            if (keyword == "COPY" && rest.Contains("--chown", StringComparison.Ordinal))
            {
                yield return Say(instruction, "B3", "the running user owns no file, so that it can't change the program");
            }

            if (keyword == "MAINTAINER")
            {
                yield return Say(instruction, "DL4000", "a label says it");
            }
        }
    }

    // Stages that no other begins with or copies from are the images.
    private static IEnumerable<string> Final(ContainerFile file)
    {
        var used = file.Stages.Select(ContainerFile.BaseOf)
            .Concat(file.Instructions.Where(instruction => instruction.Keyword == "COPY").Select(instruction => From().Match(instruction.Rest).Groups["stage"].Value))
            .ToHashSet(StringComparer.Ordinal);
        foreach (var stage in file.Stages.Where(stage => !used.Contains(ContainerFile.NameOf(stage) ?? "")))
        {
            var whole = Ancestors(file, stage).SelectMany(instructions => instructions).ToList();
            var user = whole.LastOrDefault(instruction => instruction.Keyword == "USER")?.Rest ?? "";
            if (!User().IsMatch(user) || int.Parse(user.Split(':')[0], System.Globalization.CultureInfo.InvariantCulture) < 1000)
            {
                yield return Say(stage[0], "DL3002, CIS-DI-0001, B3", $"its user '{user}' is no number of 1000 or above");
            }

            foreach (var needed in (string[])["HEALTHCHECK", "ENTRYPOINT"])
            {
                if (!whole.Any(instruction => instruction.Keyword == needed && instruction.Rest != "NONE"))
                {
                    yield return Say(stage[0], "CIS-DI-0006, B3", $"it has no {needed}");
                }
            }

            foreach (var run in whole.Where(instruction => instruction.Keyword == "RUN"))
            {
                yield return Say(run, "B1", "an image without a shell runs nothing while it is built");
            }
        }
    }

    private static IEnumerable<IReadOnlyList<Instruction>> Ancestors(ContainerFile file, IReadOnlyList<Instruction> stage)
    {
        var parent = file.Stages.FirstOrDefault(other => ContainerFile.NameOf(other) == ContainerFile.BaseOf(stage));
        return parent is null ? [stage] : Ancestors(file, parent).Append(stage);
    }

    private static string Say(Instruction instruction, string rule, string what) => $"line {instruction.Line} {instruction.Keyword}: {what} ({rule})";

    [GeneratedRegex(@"\$\{?(?<name>\w+)\}?", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Variable();

    [GeneratedRegex(@"--from=(?<stage>\S+)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex From();

    [GeneratedRegex("@sha256:[0-9a-f]{64}$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ByDigest();

    [GeneratedRegex(@":[\w][\w.-]*$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Tag();

    [GeneratedRegex(@"\b(curl|wget)\b", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Download();

    [GeneratedRegex(@"\bsudo\b", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Sudo();

    [GeneratedRegex(@"\b(apt|apt-get|apk|dnf|yum|tdnf)\s+(-\S+\s+)*(upgrade|dist-upgrade|full-upgrade|update)\b", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Upgrade();

    [GeneratedRegex(@"^\d+(:\d+)?$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex User();
}
