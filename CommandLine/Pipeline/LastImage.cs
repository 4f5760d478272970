using Singular.Manifests;

namespace Singular.CommandLine.Pipeline;

/// <summary>What the last boot image of a root says of its drivers: a copy of its record, beside it.</summary>
internal static class LastImage
{
    /// <summary>Null where no image was made yet.</summary>
    public static ImageRecord? Read(Root root)
    {
        string path = PathOf(root);
        if (!File.Exists(path))
            return null;
        try
        {
            return ImageRecordJson.Read(File.ReadAllBytes(path));
        }
        catch (JsonRecordException error)
        {
            throw CommandFailure.Refused($"{path} is damaged ({error.Message}); 'singular image' writes it again.");
        }
    }

    public static void Write(Root root, ImageRecord record) => Session.Files.Replace(PathOf(root), ImageRecordJson.Write(record));

    private static string PathOf(Root root) => Path.Combine(root.Folder, "images", "boot.json");
}
