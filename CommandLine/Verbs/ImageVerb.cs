using System.CommandLine;
using Singular.Builder;
using Singular.CommandLine.Pipeline;
using Singular.CommandLine.Session;

namespace Singular.CommandLine.Verbs;

internal static class ImageVerb
{
    public static Command Create()
    {
        Option<bool> json = JsonText.Option("One line: an object with the files' paths.");
        var command = new Command("image", "Make the boot image of the installed drivers without booting it.") { json, RootSession.RootOption };
        command.SetAction((parsed, cancellation) =>
        {
            RootSession session = RootSession.OpenOrCreate(parsed);
            StockDrivers.Update(session, new Progress());
            BuiltImage image = new SystemImage(session, session.Root.Policy()).Build(cancellation);
            if (parsed.GetValue(json))
            {
                JsonText.Print(writer =>
                {
                    writer.WriteString("nucleus", image.NucleusFile);
                    writer.WriteString("image", image.ImageFile);
                });
            }
            else
            {
                Console.WriteLine($"nucleus  {image.NucleusFile}");
                Console.WriteLine($"image    {image.ImageFile}");
            }
            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }
}
