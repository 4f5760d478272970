using System.Text;
using Singular.Channels.Runtime;
using Singular.Kernel.Platform;
using Singular.Manifests;

namespace Singular.Kernel;

/// <summary>The kernel's main program, called by the generated entry point of an image.</summary>
public static class KernelProgram
{
    // What the platform gets when the kernel cannot start: "internal error" of the command line's exit codes.
    private const int CannotStart = 3;

    /// <summary>Runs the system to its end and powers the platform off.</summary>
    /// <param name="platform">What the kernel runs on.</param>
    /// <param name="table">What is linked into this program.</param>
    public static void Run(IPlatform platform, ImageTable table)
    {
        AppDomain.CurrentDomain.UnhandledException += (_, e) => ReportEnd(platform, e.ExceptionObject);
        if (platform.ReadBootFile(ImageRecord.EntryName) is not { } json)
        {
            Stop(platform, $"The boot image has no entry '{ImageRecord.EntryName}'; build it again with 'singular image'.");
            return;
        }
        ImageRecord image;
        try
        {
            image = ImageRecordJson.Read(json);
        }
        catch (JsonRecordException e)
        {
            Stop(platform, $"The boot image's entry '{ImageRecord.EntryName}' cannot be read: {e.Message}");
            return;
        }
        platform.PowerOff(new KernelSystem(platform, image, table).Run());
    }

    // The runtime's own last words go to a console that a driver may have. Only the kernel's own exceptions have their message
    // read; of any other the type is enough.
    private static void ReportEnd(IPlatform platform, object exception)
    {
        string detail = exception is PlatformException known ? $": {known.Message}" : "";
        platform.Console.TakeBack();
        platform.Console.Write(Encoding.UTF8.GetBytes($"\r\nThe kernel ends by {exception.GetType().FullName}{detail}\r\n"));
    }

    private static void Stop(IPlatform platform, string sentence)
    {
        platform.Console.Write(Encoding.UTF8.GetBytes(sentence + "\r\n"));
        platform.PowerOff(CannotStart);
    }
}
