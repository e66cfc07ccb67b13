using System.CommandLine;
using System.Reflection;
using Todo.Cli.Images.Bom;

namespace Todo.Cli.Images;

/// <summary><c>todo images sbom</c>: what the Dockerfile calls for each program, so that every way of building has it.</summary>
internal static class SbomCommand
{
    /// <summary>Beside the program, in the image.</summary>
    public const string FileName = "sbom.cdx.json";

    public static Command Create()
    {
        var folder = new Argument<DirectoryInfo>("FOLDER") { Description = "A published program." };
        var lockFile = new Option<FileInfo>("--lock") { HelpName = "FILE", Description = "Its packages.lock.json.", Required = true };
        var runtime = new Option<string>("--base") { HelpName = "IMAGE", Description = "The image that it will stand on.", Required = true };
        var command = new Command("sbom", $"Writes {FileName} into a published program's folder: its packages as CycloneDX 1.6.") { folder, lockFile, runtime };
        command.SetAction((parsed, cancellation) =>
            WriteAsync(parsed.GetRequiredValue(folder).FullName, parsed.GetRequiredValue(lockFile).FullName, parsed.GetRequiredValue(runtime), cancellation));
        return command;
    }

    private static async Task<int> WriteAsync(string folder, string lockFile, string baseImage, CancellationToken cancellation)
    {
        var program = Path.GetFileName(Path.GetDirectoryName(lockFile))!;
        var version = typeof(SbomCommand).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];
        var packages = ProgramPackages.Read(folder, lockFile, PackageFolder());
        await File.WriteAllTextAsync(Path.Combine(folder, FileName), CycloneDx.Write(program, version, packages, baseImage), cancellation);
        return 0;
    }

    // Where NuGet keeps what it restored.
    private static string? PackageFolder()
    {
        var folder = Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } given
            ? given
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        return Directory.Exists(folder) ? folder : null;
    }
}
