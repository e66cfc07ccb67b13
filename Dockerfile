# task: 003-T010
# All images of Todo: one restore and one publish for the three programs, then a target for each image. Build by `./todo images build`, or alone:
#   docker build --target backend --tag todo-backend .
ARG SDK_IMAGE=mcr.microsoft.com/dotnet/sdk:10.0-noble@sha256:e70cdb7f80b0348f5cb85f19a8f670fca061f033d57eed12fa003d58b0e06317
ARG RUNTIME_IMAGE=mcr.microsoft.com/dotnet/aspnet:10.0-noble-chiseled-extra@sha256:00e0ad6a7ef8c0c1391b87f05c7ac757a15740455688f2bfcd146a3f4b987efd

# Only what says which packages there are: a change of source restores nothing. The builder's own platform, so that nothing is emulated.
# hadolint ignore=DL3029
FROM --platform=${BUILDPLATFORM} ${SDK_IMAGE} AS restore
WORKDIR /source
ENV CI=true DOTNET_EnableDiagnostics=0 DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 UseSharedCompilation=false
COPY global.json Directory.Build.props Directory.Build.targets Directory.Packages.props BannedSymbols.txt ./
COPY src/Programs.proj src/
COPY src/Todo.Backend/Todo.Backend.csproj src/Todo.Backend/packages.lock.json src/Todo.Backend/
COPY src/Todo.Cli/Todo.Cli.csproj src/Todo.Cli/packages.lock.json src/Todo.Cli/
COPY src/Todo.Contracts/Todo.Contracts.csproj src/Todo.Contracts/packages.lock.json src/Todo.Contracts/
COPY src/Todo.Frontend/Todo.Frontend.csproj src/Todo.Frontend/packages.lock.json src/Todo.Frontend/
COPY src/Todo.Hosting/Todo.Hosting.csproj src/Todo.Hosting/packages.lock.json src/Todo.Hosting/
COPY src/Todo.Language/Todo.Language.csproj src/Todo.Language/packages.lock.json src/Todo.Language/
RUN dotnet msbuild src/Programs.proj -t:Restore -p:Image=true -m -tl:off -nodeReuse:false

# Compiled ahead of time where the compiler for it is locked (amd64); elsewhere the same, portable.
FROM restore AS publish
ARG TARGETARCH
COPY src/ src/
RUN case "${TARGETARCH:-$(uname -m)}" in amd64|x86_64) ahead=linux-x64 kind=release_linux-x64 ;; *) ahead='' kind=release ;; esac \
 && dotnet msbuild src/Programs.proj -p:Image=true -p:Ahead="${ahead}" -p:UseAppHost=false -m -tl:off -nodeReuse:false -clp:ErrorsOnly \
 && for program in Todo.Backend Todo.Frontend Todo.Cli; do \
      mkdir -p "/out/${program}" && cp -R "artifacts/publish/${program}/${kind}/." "/out/${program}/" || exit 1; \
    done \
 && find /out '(' -name '*.pdb' -o -name '*.xml' ')' -delete
# What is in each program, made by the command line that was built just now.
ARG RUNTIME_IMAGE
RUN for program in Todo.Backend Todo.Frontend Todo.Cli; do \
      dotnet /out/Todo.Cli/todo.dll images sbom "/out/${program}" --lock "src/${program}/packages.lock.json" --base "${RUNTIME_IMAGE}" || exit 1; \
    done \
 && chmod -R u=rwX,go=rX /out

# What every image is: the runtime without a shell, nobody in particular, nothing to write to.
FROM ${RUNTIME_IMAGE} AS runtime
WORKDIR /app
COPY LICENSE /licenses/LICENSE
ENV DOTNET_EnableDiagnostics=0
ARG VERSION=0.0.0
ARG REVISION=unknown
ARG CREATED=1970-01-01T00:00:00Z
LABEL org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.created="${CREATED}" \
      org.opencontainers.image.source="https://github.com/todo/todo" \
      org.opencontainers.image.licenses="Apache-2.0"
USER 10001:10001

# Ports: 8080 web app, 9090 metrics.
FROM runtime AS frontend
LABEL org.opencontainers.image.title="todo-frontend" \
      org.opencontainers.image.description="Todo: web app and gateway"
COPY --from=publish /out/Todo.Frontend/ /app/
EXPOSE 8080 9090
HEALTHCHECK --interval=10s --timeout=3s --start-period=50s --retries=3 CMD ["dotnet", "/app/Todo.Frontend.dll", "healthy"]
ENTRYPOINT ["dotnet", "/app/Todo.Frontend.dll"]

# Runs the charts' hooks and tests, and what else `./todo` does without sources; it serves nothing.
FROM runtime AS cli
LABEL org.opencontainers.image.title="todo-cli" \
      org.opencontainers.image.description="Todo: command line, for jobs and tests in a cluster"
COPY --from=publish /out/Todo.Cli/ /app/
HEALTHCHECK --interval=30s --timeout=5s CMD ["dotnet", "/app/todo.dll", "--version"]
ENTRYPOINT ["dotnet", "/app/todo.dll"]

# The MCP server by itself: the backend's program with a verb.
FROM runtime AS mcp
LABEL org.opencontainers.image.title="todo-mcp" \
      org.opencontainers.image.description="Todo: MCP server by itself"
COPY --from=publish /out/Todo.Backend/ /app/
EXPOSE 8080 9090
HEALTHCHECK --interval=10s --timeout=3s --start-period=50s --retries=3 CMD ["dotnet", "/app/Todo.Backend.dll", "mcp", "healthy"]
ENTRYPOINT ["dotnet", "/app/Todo.Backend.dll", "mcp"]

# Ports: 8080 API, 8081 for the frontend alone, 9090 metrics. Last, so that it is what a build without a target makes.
FROM runtime AS backend
LABEL org.opencontainers.image.title="todo-backend" \
      org.opencontainers.image.description="Todo: API, assistant, MCP server, migration, backup and restore"
COPY --from=publish /out/Todo.Backend/ /app/
EXPOSE 8080 8081 9090
HEALTHCHECK --interval=10s --timeout=3s --start-period=50s --retries=3 CMD ["dotnet", "/app/Todo.Backend.dll", "healthy"]
ENTRYPOINT ["dotnet", "/app/Todo.Backend.dll"]
