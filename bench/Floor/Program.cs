// What this machine can do at best: the least ASP.NET Core program over the same schema and SQL as the backend, without
// authentication, limits, logs or traces. `floor npgsql` by hand-written commands, `floor ef` by EF Core; FLOOR_DATABASE
// is the connection, FLOOR_PORT the port. The user's key is in the path.
using Floor;

var database = Environment.GetEnvironmentVariable("FLOOR_DATABASE") ?? throw new InvalidOperationException("FLOOR_DATABASE is not set.");
var builder = WebApplication.CreateSlimBuilder(args);
builder.Logging.ClearProviders();
builder.WebHost.UseUrls($"http://127.0.0.1:{Environment.GetEnvironmentVariable("FLOOR_PORT") ?? "8090"}");
builder.Services.ConfigureHttpJsonOptions(options => options.SerializerOptions.TypeInfoResolverChain.Insert(0, FloorJson.Default));

switch (args.FirstOrDefault())
{
    case "npgsql":
        ByNpgsql.Add(builder, database);
        await using (var app = builder.Build())
        {
            ByNpgsql.Map(app);
            app.MapGet("/readyz", () => "ok");
            await app.RunAsync();
        }

        return 0;
    case "ef":
        ByEntityFramework.Add(builder, database);
        await using (var app = builder.Build())
        {
            ByEntityFramework.Map(app);
            app.MapGet("/readyz", () => "ok");
            await app.RunAsync();
        }

        return 0;
    default:
        await Console.Error.WriteLineAsync("floor npgsql | floor ef");
        return 2;
}
