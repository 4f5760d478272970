using System.Xml.Linq;

namespace Singular.Authoring.Tests.Projects;

/// <summary>The template names versions of packages in plain text; they are this checkout's.</summary>
public sealed class TemplateVersionTests
{
    private static readonly string s_content = Path.Combine(AuthorHome.Checkout, "Drivers", "Templates", "content");

    [Fact]
    public void Versions_in_the_template_are_those_of_this_checkout()
    {
        string own = Load("Directory.Build.props").Descendants("Version").Single().Value;
        Dictionary<string, string> central = Load("Directory.Packages.props").Descendants("PackageVersion").ToDictionary(item => item.Attribute("Include")!.Value, item => item.Attribute("Version")!.Value);
        string[] projects = Directory.GetFiles(s_content, "*.csproj", SearchOption.AllDirectories);
        Assert.NotEmpty(projects);
        foreach (XElement reference in projects.SelectMany(project => XDocument.Load(project).Descendants("PackageReference")))
        {
            string id = reference.Attribute("Include")!.Value;
            string expected = id.StartsWith("Singular.", StringComparison.Ordinal) ? own : central[id];
            Assert.Equal((id, expected), (id, reference.Attribute("Version")!.Value));
        }
    }

    private static XDocument Load(string file) => XDocument.Load(Path.Combine(AuthorHome.Checkout, file));
}
