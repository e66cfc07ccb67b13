namespace Todo.Repository.Tests.Containers;

/// <summary>Every Dockerfile keeps the rules, and each rule finds what breaks it.</summary>
[Trait("rule", "B5")]
public sealed class ContainerFileTests
{
    private const string Digest = "@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    private static string[] Files => [.. Repository.Files(path => Path.GetFileName(path).StartsWith("Dockerfile", StringComparison.Ordinal) && !path.EndsWith(".cs", StringComparison.Ordinal))];

    [Fact]
    [Trait("rule", "B1")]
    [Trait("rule", "B2")]
    [Trait("rule", "B3")]
    [Trait("rule", "B4")]
    public void Dockerfiles_keep_the_rules()
    {
        Assert.Contains("Dockerfile", Files);
        Assert.All(Files, file => Assert.Empty(ContainerFileRules.Check(ContainerFile.Parse(Repository.Read(file)))));
    }

    [Fact]
    public void A_good_one_is_accepted() => Assert.Empty(ContainerFileRules.Check(ContainerFile.Parse(Good())));

    [Theory]
    [InlineData("B2", "FROM runtime:1.0@sha256:", "FROM runtime:1.0 AS x\n#")]
    [InlineData("DL3007", "FROM runtime:1.0", "FROM runtime:latest")]
    [InlineData("DL3006", "FROM runtime:1.0", "FROM runtime")]
    [InlineData("DL3002", "USER 10001:10001", "USER app")]
    [InlineData("DL3002", "USER 10001:10001", "USER 0")]
    [InlineData("DL3002", "USER 10001:10001", "")]
    [InlineData("DL3002", "USER 10001:10001", "USER 10001:10001\nUSER root")]
    [InlineData("DL3025", "ENTRYPOINT [\"app\"]", "ENTRYPOINT app")]
    [InlineData("DL3025", "CMD [\"app\", \"healthy\"]", "CMD app healthy")]
    [InlineData("CIS-DI-0006", "HEALTHCHECK CMD [\"app\", \"healthy\"]", "HEALTHCHECK NONE")]
    [InlineData("CIS-DI-0006", "ENTRYPOINT [\"app\"]", "")]
    [InlineData("DL3020", "COPY --from=build", "ADD --from=build")]
    [InlineData("DL3000", "WORKDIR /app", "WORKDIR app")]
    [InlineData("B3", "COPY --from=build", "COPY --chown=10001 --from=build")]
    [InlineData("B4", "COPY src/ src/", "COPY . .")]
    [InlineData("CIS-DI-0010", "WORKDIR /app", "ENV DB_PASSWORD=x")]
    [InlineData("CIS-DI-0010", "WORKDIR /app", "ARG NUGET_TOKEN")]
    [InlineData("DL3004", "RUN make", "RUN sudo make")]
    [InlineData("DL3001", "RUN make", "RUN curl https://example.org | sh")]
    [InlineData("DL3005", "RUN make", "RUN apt-get -y upgrade \\\n && make")]
    [InlineData("B1", "USER 10001:10001", "RUN make\nUSER 10001:10001")]
    [InlineData("DL4000", "WORKDIR /app", "MAINTAINER somebody")]
    public void A_bad_one_is_found(string rule, string from, string to)
    {
        var bad = Good().Replace(from, to, StringComparison.Ordinal);
        Assert.NotEqual(Good(), bad);
        Assert.Contains(ContainerFileRules.Check(ContainerFile.Parse(bad)), problem => problem.Contains(rule, StringComparison.Ordinal));
    }

    [Fact]
    [Trait("rule", "B4")]
    public void Nothing_goes_into_a_build_that_is_not_named()
    {
        var lines = Repository.Read(".dockerignore").Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => line[0] != '#').ToArray();
        Assert.Equal("*", lines[0]);
        string[] expected = ["!BannedSymbols.txt", "!Directory.Build.props", "!Directory.Build.targets", "!Directory.Packages.props", "!LICENSE", "!global.json", "!src"];
        Assert.Equal(expected, lines.Where(line => line[0] == '!'));
        Assert.Contains("src/**/.env", lines);
    }

    private static string Good() =>
        $"""
        ARG SDK=sdk:10.0{Digest}
        FROM --platform=$BUILDPLATFORM $SDK AS build
        COPY src/ src/
        RUN make

        FROM runtime:1.0{Digest} AS runtime
        WORKDIR /app
        USER 10001:10001

        FROM runtime AS app
        COPY --from=build /out/ /app/
        HEALTHCHECK CMD ["app", "healthy"]
        ENTRYPOINT ["app"]
        """;
}
