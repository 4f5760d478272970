using System.Text;
using Singular.Channels.Runtime;
using Singular.Kernel.DriverHost;
using Singular.Kernel.Hosting;
using Singular.Kernel.Logging;
using Singular.Kernel.Machine;
using Singular.Kernel.Shell;

namespace Singular.Kernel.Tests;

public class TextTests
{
    [Theory]
    [InlineData("write /a b c", "write|/a|b|c")]
    [InlineData("  ls\t/ ", "ls|/")]
    [InlineData("write \"/a b\" \"\" x", "write|/a b||x")]
    [InlineData("write a\\ b \\\"", "write|a b|\"")]
    [InlineData("ls # all", "ls")]
    [InlineData("write a#b", "write|a#b")]
    [InlineData("", "")]
    public void A_line_is_split_into_words(string line, string words)
    {
        Assert.True(ShellWords.TrySplit(line, out List<string> split));
        Assert.Equal(words, string.Join('|', split));
    }

    [Theory]
    [InlineData("write \"a")]
    [InlineData("write a\\")]
    public void An_unfinished_line_is_refused(string line) => Assert.False(ShellWords.TrySplit(line, out _));

    [Fact]
    public void A_table_has_columns_of_equal_width_and_no_blanks_at_the_end()
    {
        var table = new TextTable("NAME", ">SIZE");
        table.Add("a", "1");
        table.Add("longer", "12345");
        Assert.Equal(["NAME     SIZE", "a           1", "longer  12345"], table.Lines());
    }

    [Theory]
    [InlineData("plain äöü €", "plain äöü €")]
    [InlineData("\e[2Jx", "\\u{1B}[2Jx")]
    [InlineData("a\u202Eb", "a\\u{202E}b")]
    [InlineData("a\r\nb", "a\\u{D}\\u{A}b")]
    [InlineData("\u009Bx", "\\u{9B}x")]
    public void Text_from_outside_cannot_act_on_the_terminal(string text, string shown) => Assert.Equal(shown, PrintableText.Of(text));

    [Fact]
    public void Text_from_outside_is_cut() => Assert.Equal(20, PrintableText.Of(new string('\a', 100_000), 20).Length);

    [Theory]
    [InlineData("script disk=0x100000000,65536", 0x1_0000_0000, 65536)]
    [InlineData("disk=0x1000,1", 0x1000, 1)]
    public void The_disk_option_is_read(string commandLine, long address, long bytes) =>
        Assert.Equal(new MemoryOption(address, bytes), MemoryOption.Find(commandLine, MemoryOption.Disk));

    [Theory]
    [InlineData("disk=1000,1")]
    [InlineData("disk=0x1001,1")]
    [InlineData("disk=0x1000")]
    [InlineData("disk=0x1000,0")]
    [InlineData("disk=0x1000,-5")]
    [InlineData("disk=0xFFFFFFFFFFFFF000,1")]
    public void A_disk_option_of_another_form_is_refused(string commandLine) =>
        Assert.Throws<FormatException>(() => MemoryOption.Find(commandLine, MemoryOption.Disk));

    [Fact]
    public void No_disk_option_is_none() => Assert.Null(MemoryOption.Find("script mydisk=0x1000,1", MemoryOption.Disk));

    [Theory]
    [InlineData("", false, 5)]
    [InlineData("script start-limit=30", true, 30)]
    [InlineData("start-limit=0", false, 5)]
    [InlineData("start-limit=many", false, 5)]
    public void The_kernels_command_line_is_read(string commandLine, bool isScript, int seconds)
    {
        KernelOptions options = KernelOptions.Parse(commandLine);
        Assert.Equal(isScript, options.IsScript);
        Assert.Equal(TimeSpan.FromSeconds(seconds), options.StartLimit);
    }

    [Fact]
    public void The_hosted_kernels_command_line_names_who_waits_for_a_debugger()
    {
        Assert.Null(HostedOptions.Parse(["script"]).Debugged);
        Assert.Equal("CmosClock#0", HostedOptions.Parse(["script", "debug=CmosClock#0", "start-limit=600"]).Debugged);
        Assert.Equal(HostedOptions.DebugKernel, HostedOptions.Parse(["debug=kernel"]).Debugged);
    }

    [Fact]
    public void A_fault_report_comes_over_as_it_was_written()
    {
        var fault = new DomainFault("AccessOutsideGrant", "System.Exception", "Acme.Clock::Now() IL_002a", "1-byte access at offset 2");
        Assert.Equal(fault, FaultReport.Read(FaultReport.Write(fault)));
        Assert.Equal(fault with { Place = null }, FaultReport.Read(FaultReport.Write(fault with { Place = null })));
        Assert.Null(FaultReport.Read([]));
    }

    [Fact]
    public void A_fault_report_of_any_bytes_is_fit_to_be_printed()
    {
        var random = new Random(4711);
        for (int run = 0; run < 2000; run++)
        {
            byte[] bytes = new byte[random.Next(1, 300)];
            random.NextBytes(bytes);
            DomainFault fault = FaultReport.Read(bytes)!;
            Assert.All(fault.Code, c => Assert.True(char.IsAsciiLetterOrDigit(c)));
            Assert.DoesNotContain(fault.Detail + fault.Place + fault.ExceptionType, c => char.IsControl(c) || char.IsSurrogate(c));
        }
    }

    [Fact]
    public void A_startup_record_comes_over_as_it_was_written()
    {
        var record = new StartupRecord
        {
            Instance = "FatFileSystem#0",
            Serve = new StartupRecord.ChannelSlot(2, "singular.file-system", 1, "kernel"),
            Imports = [new StartupRecord.ChannelSlot(3, "singular.clock", 1, "CmosClock#0")],
            Ports = [new StartupRecord.PortSlot(4, 0x70, 2), new StartupRecord.PortSlot(5, 0x3F8, 8)],
            Interrupts = [6],
            Memory = [7, 8],
        };
        StartupRecord read = StartupRecord.Read(record.Write());
        Assert.Equal(Encoding.UTF8.GetString(record.Write()), Encoding.UTF8.GetString(read.Write()));
        Assert.Equal(record.Ports, read.Ports);
    }

    [Theory]
    [InlineData("instance A#0\nserve 2 c 1 kernel\nnonsense 1\n")]
    [InlineData("instance A#0\n")]
    [InlineData("serve 2 c 1 kernel\n")]
    [InlineData("instance A#0\nserve two c 1 kernel\n")]
    public void A_startup_record_of_another_form_is_refused(string text) =>
        Assert.Throws<FormatException>(() => StartupRecord.Read(Encoding.UTF8.GetBytes(text)));
}
