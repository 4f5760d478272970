using System.Text;
using System.Xml;

namespace Singular.Manifests;

/// <summary>What counts of a package's <c>.nuspec</c>.</summary>
/// <param name="Id">Package id.</param>
/// <param name="Version">Package version.</param>
/// <param name="Authors">For people.</param>
/// <param name="Description">For people.</param>
/// <param name="License">SPDX expression; empty where there is none.</param>
internal sealed record Nuspec(string Id, SemanticVersion Version, string Authors, string Description, string License)
{
    private const string Namespace = "http://schemas.microsoft.com/packaging/2013/05/nuspec.xsd";

    // NuGet has had several; the elements that are read here are the same in all.
    private const string NamespaceStart = "http://schemas.microsoft.com/packaging/";

    /// <exception cref="RefusedException"><c>NuspecInvalid</c>.</exception>
    public static Nuspec Read(byte[] xml, string where)
    {
        if (xml.Length > PackageLimits.MaxNuspecBytes)
            throw Invalid(where, $"{xml.Length} bytes, at most {PackageLimits.MaxNuspecBytes} are read");
        try
        {
            return Read(xml, new Dictionary<string, string>(StringComparer.Ordinal), where);
        }
        catch (XmlException error)
        {
            throw Invalid(where, $"no well-formed XML at line {error.LineNumber}, column {error.LinePosition}");
        }
    }

    /// <param name="tags">Words by which a feed's search finds the package, separated by spaces.</param>
    /// <exception cref="RefusedException"><c>NuspecInvalid</c>: a text has characters that XML does not have.</exception>
    public byte[] Write(string tags)
    {
        try
        {
            return WriteXml(tags);
        }
        catch (ArgumentException)
        {
            throw Invalid($"{Id}.nuspec", "authors, description or licence have characters that XML does not have");
        }
    }

    private byte[] WriteXml(string tags)
    {
        var stream = new MemoryStream();
        var settings = new XmlWriterSettings { Indent = true, NewLineChars = "\n", Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false) };
        using (var writer = XmlWriter.Create(stream, settings))
        {
            writer.WriteStartElement("package", Namespace);
            writer.WriteStartElement("metadata");
            writer.WriteElementString("id", Id);
            writer.WriteElementString("version", Version.ToString());
            writer.WriteElementString("authors", Authors);
            if (License.Length > 0)
            {
                writer.WriteStartElement("license");
                writer.WriteAttributeString("type", "expression");
                writer.WriteString(License);
                writer.WriteEndElement();
            }
            writer.WriteElementString("description", Description);
            writer.WriteElementString("tags", tags);
            writer.WriteStartElement("packageTypes");
            writer.WriteStartElement("packageType");
            writer.WriteAttributeString("name", "SingularDriver");
            writer.WriteEndElement();
            writer.WriteEndElement();
            writer.WriteStartElement("dependencies");
            writer.WriteStartElement("group");
            writer.WriteAttributeString("targetFramework", "net9.0");
            writer.WriteEndElement();
            writer.WriteEndElement();
            writer.WriteEndElement();
            writer.WriteEndElement();
        }
        stream.WriteByte((byte)'\n');
        return stream.ToArray();
    }

    private static Nuspec Read(byte[] xml, Dictionary<string, string> values, string where)
    {
        var settings = new XmlReaderSettings
        {
            DtdProcessing = DtdProcessing.Prohibit,
            XmlResolver = null,
            IgnoreComments = true,
            IgnoreWhitespace = true,
            IgnoreProcessingInstructions = true,
        };
        using var reader = XmlReader.Create(new MemoryStream(xml, writable: false), settings);
        reader.MoveToContent();
        if (reader.LocalName != "package" || !reader.NamespaceURI.StartsWith(NamespaceStart, StringComparison.Ordinal))
            throw Invalid(where, "the root is no package element of a NuGet namespace");
        string space = reader.NamespaceURI;
        // Only the elements directly inside package/metadata count; what is nested deeper is skipped whole.
        if (!reader.ReadToDescendant("metadata", space) || reader.Depth != 1)
            throw Invalid(where, "there is no metadata element");
        reader.Read();
        while (reader.Depth == 2 && reader.NodeType == XmlNodeType.Element)
        {
            string name = reader.LocalName;
            bool isText = name is "id" or "version" or "authors" or "description" || (name == "license" && reader.GetAttribute("type") == "expression");
            if (!isText)
            {
                reader.Skip();
                continue;
            }
            if (!values.TryAdd(name, reader.ReadElementContentAsString()))
                throw Invalid(where, $"the element {name} is there twice");
        }
        // Reads the rest, so that the file is well-formed to its end.
        while (reader.Read())
        {
        }
        return Check(values, where);
    }

    private static Nuspec Check(Dictionary<string, string> values, string where)
    {
        string id = values.GetValueOrDefault("id", "");
        if (!NameRules.IsPackageId(id))
            throw Invalid(where, $"the id \"{id}\" is none that a package can have");
        string version = values.GetValueOrDefault("version", "");
        if (!SemanticVersion.TryParse(version, out SemanticVersion parsed))
            throw Invalid(where, $"the version \"{version}\" is no semantic version of three numbers");
        return new Nuspec(id, parsed, values.GetValueOrDefault("authors", ""), values.GetValueOrDefault("description", ""), values.GetValueOrDefault("license", ""));
    }

    private static RefusedException Invalid(string where, string what) =>
        new(RefusalCode.NuspecInvalid, where, what, "correct the package's metadata and pack again");
}
