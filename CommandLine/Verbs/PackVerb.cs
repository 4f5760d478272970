using System.CommandLine;
using Singular.CommandLine.Session;
using Singular.Manifests;

namespace Singular.CommandLine.Verbs;

internal static class PackVerb
{
    public static Command Create()
    {
        var assembly = new Argument<FileInfo>("DLL") { Description = "The driver's assembly." };
        var output = new Option<DirectoryInfo?>("--output", "-o") { Description = "Folder for the package. Default: the current one.", HelpName = "DIR" };
        var contracts = new Option<DirectoryInfo[]>("--contracts") { Description = "Folder with further contract assemblies that the driver uses; may be given several times.", HelpName = "DIR", AllowMultipleArgumentsPerToken = false };
        var with = new Option<FileInfo[]>("--with") { Description = "A private dependency that rides in the package; may be given several times.", HelpName = "DLL", AllowMultipleArgumentsPerToken = false };
        var authors = new Option<string>("--authors") { Description = "Who made it, for people.", DefaultValueFactory = _ => "unknown" };
        var license = new Option<string>("--license") { Description = "SPDX licence expression, e.g. MIT.", DefaultValueFactory = _ => "" };
        var command = new Command("pack", "Make a driver package from a compiled driver. The manifest is derived from its IL.") { assembly, output, contracts, with, authors, license };
        command.SetAction(parsed =>
        {
            Workspace workspace = Workspace.Find();
            byte[] package = PackageWriter.Write(new PackageSource
            {
                DriverAssembly = Files.Read(parsed.GetRequiredValue(assembly).FullName),
                Dependencies = (parsed.GetValue(with) ?? []).ToDictionary(file => Path.GetFileNameWithoutExtension(file.Name), file => Files.Read(file.FullName)),
                ContractFolders = [workspace.SystemFolder, .. (parsed.GetValue(contracts) ?? []).Select(folder => folder.FullName)],
                Authors = parsed.GetRequiredValue(authors),
                License = parsed.GetRequiredValue(license),
            });
            DriverManifest manifest = PackageReader.Read(package).Manifest;
            string folder = parsed.GetValue(output)?.FullName ?? Directory.GetCurrentDirectory();
            Directory.CreateDirectory(folder);
            string file = Path.Combine(folder, PackageWriter.FileName(manifest));
            File.WriteAllBytes(file, package);
            Console.WriteLine(file);
            return ExitCode.Done;
        });
        return command;
    }
}
