using System.Reflection.Metadata.Ecma335;
using Singular.Verifier.Images;

namespace Singular.Verifier.Isolation.Tests.Images;

/// <summary>Each structural rule (verifier-rules.md, section 1): the compiler's image passes, the same with one place changed
/// is refused for exactly that. Names say what is broken.</summary>
public class ImageRuleTests
{
    internal const string Source = """
        public interface I { void F(); }
        public class A<T> : I
        {
            public int Field; public T? Other; public const int C = 3;
            public class Inner { }
            public void F() { }
            public int Fat(int x) { try { return checked(x * x * x * x + x * x * x + x * x + x + 12345 + Math.Max(x, x + 1)); } catch (OverflowException) { return "text".Length; } }
            [Obsolete("why")] public int P { get; set; }
            public static ReadOnlySpan<byte> Data => [1, 2, 3, 4, 5, 6, 7, 8, 9];
        }
        public abstract class B { public abstract void Abstract(); }
        [System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Explicit, Size = 16)]
        public struct L { [System.Runtime.InteropServices.FieldOffset(4)] public int X; }
        """;

    [Fact]
    public void TheUnchangedImageIsAccepted() => Assert.True(ImageCheck.Run(new RawImage(Source).Bytes, new ImageLimits()).IsWellFormed);

    [Fact]
    public void TheReportNamesTheAssembly() => Assert.Equal("Sample", ImageCheck.Run(new RawImage(Source).Bytes, new ImageLimits()).AssemblyName);

    [Fact]
    public void NotAnExecutable() => Breaks(ImageCodes.Header, i => i.Bytes[0] = 0);

    [Fact]
    public void NoPeSignature() => Breaks(ImageCodes.Header, i => i.Bytes[i.CoffHeader - 4] = 0);

    [Fact]
    public void ForeignMagicNumber() => Breaks(ImageCodes.Header, i => i.Write16(i.CoffHeader + 20, 0x107));

    [Fact]
    public void TooManyDirectories() => Breaks(ImageCodes.Header, i => i.Write32(i.CoffHeader + 20 + 92, 17));

    [Fact]
    public void DebugDataBeyondTheFile() => Breaks(ImageCodes.Header, i => i.Write32(DebugDirectory(i) + 16, 0x7FFF_FFFF));

    [Fact]
    public void DebugDirectoryOfHalfAnEntry() => Breaks(ImageCodes.Header, i => i.Write32(Directory(i, 6) + 4, 14));

    [Fact]
    public void NoSections() => Breaks(ImageCodes.Limit, i => i.Write16(i.CoffHeader + 2, 0));

    [Fact]
    public void SectionBeyondTheFile() => Breaks(ImageCodes.Section, i => i.Write32(i.SectionTable + 20, 0x7FFF_FE00));

    [Fact]
    public void SectionsThatShareBytes() => Breaks(ImageCodes.Section, i => i.Write32(i.SectionTable + 40 + 20, i.Read32(i.SectionTable + 20)));

    [Fact]
    public void SectionsThatShareAddresses() => Breaks(ImageCodes.Section, i => i.Write32(i.SectionTable + 40 + 12, i.Read32(i.SectionTable + 12)));

    [Fact]
    public void CliHeaderTooShort() => Breaks(ImageCodes.CliHeader, i => i.Write32(i.CorHeader, 8));

    [Fact]
    public void MetadataOutsideOfEverySection() => Breaks(ImageCodes.MetadataRoot, i => i.Write32(i.CorHeader + 8, 0x0FFF_0000));

    [Fact]
    public void MetadataBeyondItsSection() => Breaks(ImageCodes.MetadataRoot, i => i.Write32(i.CorHeader + 12, 0x0FFF_0000));

    [Fact]
    public void NoMetadataSignature() => Breaks(ImageCodes.MetadataRoot, i => i.Bytes[i.MetadataRoot] = 0);

    [Fact]
    public void VersionWithoutEnd() => Breaks(ImageCodes.MetadataRoot, i => i.Bytes.AsSpan(i.MetadataRoot + 16, 12).Fill((byte)'x'));

    [Fact]
    public void NoStreams() => Breaks(ImageCodes.Stream, i => i.Write16(i.MetadataRoot + 30, 0));

    [Fact]
    public void EditAndContinueStream() => Breaks(ImageCodes.Stream, i => i.Bytes[i.StreamHeader("#~") + 9] = (byte)'-');

    [Fact]
    public void DoubledStream() => Breaks(ImageCodes.Stream, i => "#GUID\0"u8.CopyTo(i.Bytes.AsSpan(i.StreamHeader("#Blob") + 8)));

    [Fact]
    public void StreamsThatShareBytes() => Breaks(ImageCodes.Stream, i => i.Write32(i.StreamHeader("#Blob"), i.Read32(i.StreamHeader("#GUID"))));

    [Fact]
    public void StreamBeyondTheRoot() => Breaks(ImageCodes.Stream, i => i.Write32(i.StreamHeader("#Blob") + 4, 0x00FF_FFFF));

    [Fact]
    public void UnknownTable() => Breaks(ImageCodes.Tables, i => i.Bytes[i.Stream("#~") + 8 + 6] |= 1);

    [Fact]
    public void EditAndContinueTable() => Breaks(ImageCodes.Tables, i => i.Bytes[i.Stream("#~") + 8 + 3] |= 0x40);

    [Fact]
    public void UnknownHeapBits() => Breaks(ImageCodes.Tables, i => i.Bytes[i.Stream("#~") + 6] |= 0x80);

    [Fact]
    public void MoreRowsThanBytes() => Breaks(ImageCodes.Tables, i => i.Write32(i.RowCount(TableIndex.MethodDef), 60_000));

    [Fact]
    public void MoreRowsThanTheLimit() => Breaks(ImageCodes.Limit, i => i.Write32(i.RowCount(TableIndex.MethodDef), 0xFFFF_FFFF));

    [Fact]
    public void ASortedBitThatLies() => Breaks(ImageCodes.Sorting, i => i.Bytes[i.Stream("#~") + 16 + 1] &= 0xEF);

    [Fact]
    public void AttributesOutOfOrder() => Breaks(ImageCodes.Sorting, i => i.Write16(i.Row(TableIndex.CustomAttribute, i.Rows(TableIndex.CustomAttribute)), 1 << 5));

    [Fact]
    public void IndexOutOfRange() => Breaks(ImageCodes.Index, i => i.Write16(i.Row(TableIndex.TypeRef, 1), 900 << 2 | 2));

    [Fact]
    public void NilWhereARowIsNeeded() => Breaks(ImageCodes.Index, i => i.Write16(i.Row(TableIndex.MemberRef, 1), 0));

    /// <summary>The constructor of an attribute with one text becomes a field of type int[][]: as many bytes.</summary>
    [Fact]
    public void AttributeMadeByAField() => Breaks(ImageCodes.Index, i =>
    {
        ReadOnlySpan<byte> constructor = [4, 0x20, 1, 1, 0x0E];
        new byte[] { 4, 0x06, 0x1D, 0x1D, 0x08 }.CopyTo(i.Bytes, i.Stream("#Blob") + i.Bytes.AsSpan(i.Stream("#Blob")).IndexOf(constructor));
    });

    [Fact]
    public void TagOfNoTable() => Breaks(ImageCodes.Index, i => i.Write16(i.Row(TableIndex.CustomAttribute, 1) + 2, 1 << 3 | 7));

    [Fact]
    public void NameOutsideOfTheHeap() => Breaks(ImageCodes.Name, i => i.Write16(i.Row(TableIndex.MethodDef, 1) + 8, 0xFFF0));

    [Fact]
    public void AccessThatMeansNothing() => Breaks(ImageCodes.MemberAccess, i => i.Bytes[i.Row(TableIndex.MethodDef, 1) + 6] |= 7);

    [Fact]
    public void LayoutThatMeansNothing() => Breaks(ImageCodes.Layout, i => i.Bytes[i.Row(TableIndex.TypeDef, 2)] |= 0x18);

    [Fact]
    public void EmptyName() => Breaks(ImageCodes.Name, i => i.Write16(i.Row(TableIndex.MethodDef, 1) + 8, 0));

    [Fact]
    public void NameThatIsNotUtf8() => Breaks(ImageCodes.Name, i => i.Bytes[i.Stream("#Strings") + i.Read16(i.Row(TableIndex.MethodDef, 1) + 8)] = 0xFF);

    [Fact]
    public void TwoTypesOfOneName() => Breaks(ImageCodes.Name, i => i.Write16(i.Row(TableIndex.TypeDef, 3) + 4, i.Read16(i.Row(TableIndex.TypeDef, 2) + 4)));

    [Fact]
    public void SignatureOutsideOfTheHeap() => Breaks(ImageCodes.Heap, i => i.Write16(i.Row(TableIndex.MethodDef, 1) + 10, 0xFFF0));

    [Fact]
    public void GuidOutsideOfTheHeap() => Breaks(ImageCodes.Heap, i => i.Write16(i.Row(TableIndex.Module, 1) + 4, 9));

    [Fact]
    public void MembersWithTwoOwners() => Breaks(ImageCodes.Ownership, i => i.Write16(i.Row(TableIndex.TypeDef, 4) + 12, 1));

    [Fact]
    public void MembersWithoutOwner() => Breaks(ImageCodes.Ownership, i => i.Write16(i.Row(TableIndex.TypeDef, 1) + 12, 2));

    [Fact]
    public void NestedInItself() => Breaks(ImageCodes.Nesting, i => i.Write16(i.Row(TableIndex.NestedClass, 1) + 2, i.Read16(i.Row(TableIndex.NestedClass, 1))));

    [Fact]
    public void NestedWithoutSayingSo() => Breaks(ImageCodes.Nesting, i => i.Write32(i.Row(TableIndex.TypeDef, i.Read16(i.Row(TableIndex.NestedClass, 1))), 0x0010_0001));

    [Fact]
    public void TypeWithACustomFormatOfStrings() => Breaks(ImageCodes.Layout, i => i.Write16(i.Row(TableIndex.TypeDef, 2) + 2, i.Read16(i.Row(TableIndex.TypeDef, 2) + 2) | 3));

    [Theory]
    [InlineData(0x4200)]
    [InlineData(0x40)]
    [InlineData(0x03)]
    public void GenericParameterWithFlagsThatMeanNothing(int flags) => Breaks(ImageCodes.GenericParameter, i => i.Write16(i.Row(TableIndex.GenericParam, 1) + 2, flags));

    [Fact]
    public void GenericParameterWithAGap() => Breaks(ImageCodes.GenericParameter, i => i.Write16(i.Row(TableIndex.GenericParam, 1), 3));

    [Fact]
    public void ScopesInACircle() => Breaks(ImageCodes.Scope, i => i.Write16(i.Row(TableIndex.TypeRef, 1), 1 << 2 | 3));

    [Fact]
    public void ConstantOfAnotherSize() => Breaks(ImageCodes.Constant, i => i.Write16(i.Row(TableIndex.Constant, 1), 0x0A));

    [Fact]
    public void PackingThatIsNone() => Breaks(ImageCodes.Layout, i => i.Write16(i.Row(TableIndex.ClassLayout, 1), 3));

    [Fact]
    public void OffsetForAFieldWithoutLayout() => Breaks(ImageCodes.Layout, i => i.Write16(i.Row(TableIndex.FieldLayout, 1) + 4, 1));

    [Fact]
    public void FieldDataOutsideOfTheImage() => Breaks(ImageCodes.FieldData, i => i.Write32(i.Row(TableIndex.FieldRva, 1), 0x00FF_0000));

    [Fact]
    public void FieldDataForAFieldOfInstances() => Breaks(ImageCodes.FieldData, i => i.Write16(i.Row(TableIndex.FieldRva, 1) + 4, 1));

    [Fact]
    public void ParameterOfTypeVoid() => Breaks(ImageCodes.Signature, i => i.Bytes[i.Signature("Fat") + 3] = 0x01);

    [Fact]
    public void UnknownElementType() => Breaks(ImageCodes.Signature, i => i.Bytes[i.Signature("Fat") + 3] = 0x3F);

    [Fact]
    public void FewerParametersThanTypes() => Breaks(ImageCodes.Signature, i => i.Bytes[i.Signature("Fat") + 1] = 0);

    [Fact]
    public void MoreParametersThanTypes() => Breaks(ImageCodes.Signature, i => i.Bytes[i.Signature("Fat") + 1] = 9);

    [Fact]
    public void StaticSignatureOfAnInstanceMethod() => Breaks(ImageCodes.Signature, i => i.Bytes[i.Signature("Fat")] = 0);

    [Fact]
    public void TypeVariableThatIsNotThere() => Breaks(ImageCodes.GenericParameter, i => new byte[] { 0, 0x13, 0x1E }.CopyTo(i.Bytes, i.Signature("Fat") + 1));

    [Fact]
    public void AttributeWithoutProlog() => Breaks(ImageCodes.Attribute, i =>
        i.Bytes[i.Stream("#Blob") + i.Read16(i.Row(TableIndex.CustomAttribute, i.Rows(TableIndex.CustomAttribute)) + 4) + 1] = 0x7F);

    [Fact]
    public void AccessorInTwoRoles() => Breaks(ImageCodes.Ownership, i => i.Write16(i.Row(TableIndex.MethodSemantics, 1), 3));

    /// <summary>Row 0 of TypeRef as the base: no row, and not nil either.</summary>
    [Fact]
    public void ModuleWithABaseThatIsNoRow() => Breaks(ImageCodes.ModuleType, i => i.Write16(i.Row(TableIndex.TypeDef, 1) + 8, 1));

    /// <summary>What the F# compiler writes.</summary>
    [Fact]
    public void ModuleThatDerivesFromObjectIsAccepted()
    {
        var image = new RawImage(Source);
        int objectReference = Enumerable.Range(1, image.Rows(TableIndex.TypeRef)).First(row => image.TypeReferenceName(row) == "System.Object");
        image.Write16(image.Row(TableIndex.TypeDef, 1) + 8, (ushort)(objectReference << 2 | 1));
        Assert.True(ImageCheck.Run(image.Bytes, new ImageLimits()).IsWellFormed);
    }

    [Fact]
    public void ModuleThatDerivesFromAnotherTypeIsRefused() => Breaks(ImageCodes.ModuleType, i =>
        i.Write16(i.Row(TableIndex.TypeDef, 1) + 8, (ushort)(Enumerable.Range(1, i.Rows(TableIndex.TypeRef)).First(row => i.TypeReferenceName(row) == "System.ValueType") << 2 | 1)));

    [Fact]
    public void FirstTypeIsNotTheModule() => Breaks(ImageCodes.ModuleType, i => i.Write16(i.Row(TableIndex.TypeDef, 1) + 4, i.Read16(i.Row(TableIndex.MethodDef, 1) + 8)));

    [Fact]
    public void BodyOutsideOfTheImage() => Breaks(ImageCodes.Body, i => i.Write32(i.Row(TableIndex.MethodDef, i.RowOfMethod("Fat")), 0x00FF_0000));

    [Fact]
    public void AbstractMethodWithABody() => Breaks(ImageCodes.Body, i => i.Write32(i.Row(TableIndex.MethodDef, i.RowOfMethod("Abstract")), i.Read32(i.Row(TableIndex.MethodDef, i.RowOfMethod("Fat")))));

    [Fact]
    public void HeaderThatIsNeitherTinyNorFat() => Breaks(ImageCodes.Body, i => i.Bytes[i.Body("Fat")] = 0);

    [Fact]
    public void FatHeaderOfAnotherSize() => Breaks(ImageCodes.Body, i => i.Bytes[i.Body("Fat") + 1] = 0x40);

    [Fact]
    public void CodeBeyondTheSection() => Breaks(ImageCodes.Body, i => i.Write32(i.Body("Fat") + 4, 0x00FF_FFFF));

    [Fact]
    public void NoCode() => Breaks(ImageCodes.CodeSizeZero, i => i.Write32(i.Body("Fat") + 4, 0));

    [Fact]
    public void LocalsThatAreNoSignature() => Breaks(ImageCodes.Body, i => i.Write32(i.Body("Fat") + 8, 0x0600_0001));

    [Fact]
    public void UnknownInstruction() => Breaks(ImageCodes.UnknownOpcode, i => i.Bytes[i.Body("Fat") + 12] = 0xF0);

    [Fact]
    public void SwitchLargerThanTheCode() => Breaks(ImageCodes.UnknownOpcode, i => { i.Bytes[i.Body("Fat") + 12] = 0x45; i.Write32(i.Body("Fat") + 13, 0xFFFF_FFFF); });

    [Fact]
    public void CallOfNothing() => Breaks(ImageCodes.TokenResolve, i => { i.Bytes[i.Body("Fat") + 12] = 0x28; i.Write32(i.Body("Fat") + 13, 0x0A00_FFFF); });

    [Fact]
    public void StringOutsideOfTheHeap() => Breaks(ImageCodes.StringOperand, i => { i.Bytes[i.Body("Fat") + 12] = 0x72; i.Write32(i.Body("Fat") + 13, 0x70FF_FFFF); });

    [Fact]
    public void SectionOfAnUnknownKind() => Breaks(ImageCodes.Body, i => i.Bytes[Clauses(i)] = 0x02);

    [Fact]
    public void HandlerBeyondTheCode() => Breaks(ImageCodes.ClauseOutOfRange, i => i.Bytes[Clauses(i) + 4 + 7] = 0xFF);

    [Fact]
    public void TryThatEndsInsideAnInstruction() => Breaks(ImageCodes.ClauseBoundary, i => i.Bytes[Clauses(i) + 4 + 4]--);

    [Fact]
    public void EmptyTry() => Breaks(ImageCodes.ClauseEmpty, i => i.Bytes[Clauses(i) + 4 + 4] = 0);

    [Fact]
    public void CaughtTypeThatIsNone() => Breaks(ImageCodes.TokenResolve, i => i.Write32(Clauses(i) + 4 + 8, 0x0100_FFFF));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(60)]
    [InlineData(64)]
    [InlineData(200)]
    public void AFileThatEndsEarlyIsRefused(int length) => Assert.False(ImageCheck.Run(new RawImage(Source).Bytes.AsMemory(0, length), new ImageLimits()).IsReadable);

    [Fact]
    public void TableStreamThatEndsInItsHeader() => Breaks(ImageCodes.Truncated, i => i.Write32(i.StreamHeader("#~") + 4, 8));

    [Theory]
    [InlineData(true, "Acme", "Secret", false)]
    [InlineData(false, "Acme", "Secret", true)]
    [InlineData(true, "System.Runtime.CompilerServices", "IsVolatile", true)]
    public void ARequiredModifierOfUnknownMeaningIsRefused(bool isRequired, string space, string name, bool accepted)
    {
        ImageReport report = ImageCheck.Run(HostileImage.WithModifier(isRequired, space, name), new ImageLimits());
        Assert.Equal(accepted ? [] : [ImageCodes.Modifier], report.Findings.Select(f => f.Code));
    }

    [Fact]
    public void AModuleWithoutAnAssemblyIsAnIsolationFindingAndIsRefused()
    {
        byte[] module = Compile.NetModule("public class C;");
        Assert.Equal([ImageCodes.MultiModule], ImageCheck.Run(module, new ImageLimits()).Findings.Select(f => f.Code));
        Assert.NotEmpty(Compile.Verify(module, VerificationChecks.All));
    }

    [Fact]
    public void AStreamThatNobodyReadsIsAnIsolationFinding()
    {
        var image = new RawImage("public class C;");
        image.Bytes[image.StreamHeader("#US") + 8 + 2] = (byte)'X';
        ExpectIsolation(image, ImageCodes.UnknownStream);
    }

    [Fact]
    public void ABrokenBodyLeavesTheRestReadable()
    {
        var image = new RawImage(Source);
        image.Bytes[image.Body("Fat") + 12] = 0xF0;
        ImageReport report = ImageCheck.Run(image.Bytes, new ImageLimits());
        Assert.True(report.IsReadable);
        Assert.Equal([0x0600_0000u | (uint)image.RowOfMethod("Fat")], report.DamagedBodies);
    }

    [Theory]
    [InlineData(0x1, ImageCodes.NotILOnly, false)]
    [InlineData(0x2, ImageCodes.NotILOnly, true)]
    [InlineData(0x10, ImageCodes.NativeEntryPoint, true)]
    [InlineData(0x4, ImageCodes.NativeHeader, true)]
    public void FlagsOfNativeImagesAreIsolationFindings(int flag, string code, bool set)
    {
        var image = new RawImage(Source);
        image.Write32(image.CorHeader + 16, set ? image.Read32(image.CorHeader + 16) | (uint)flag : image.Read32(image.CorHeader + 16) & ~(uint)flag);
        ExpectIsolation(image, code);
    }

    [Theory]
    [InlineData(64, ImageCodes.NativeHeader)]
    [InlineData(48, ImageCodes.NativeDirectory)]
    [InlineData(56, ImageCodes.NativeDirectory)]
    [InlineData(24, ImageCodes.Resource)]
    public void NativePartsOfTheCliHeaderAreIsolationFindings(int offset, string code)
    {
        var image = new RawImage(Source);
        image.Write32(image.CorHeader + offset, 0x2000);
        image.Write32(image.CorHeader + offset + 4, 8);
        ExpectIsolation(image, code);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(9)]
    [InlineData(13)]
    public void NativeDirectoriesAreIsolationFindings(int directory)
    {
        var image = new RawImage(Source);
        image.Write32(image.CoffHeader + 20 + 96 + 8 * directory, 0x2000);
        ExpectIsolation(image, ImageCodes.NativeDirectory);
    }

    private static void ExpectIsolation(RawImage image, string code)
    {
        ImageReport report = ImageCheck.Run(image.Bytes, new ImageLimits());
        Assert.True(report.IsWellFormed);
        Assert.Equal([code], report.Findings.Select(f => f.Code).Distinct());
    }

    /// <summary>Offset of an entry of the data directories of a 32-bit header.</summary>
    private static int Directory(RawImage image, int number) => image.CoffHeader + 20 + 96 + 8 * number;

    /// <summary>Offset of the debug directory, which lies in the first section.</summary>
    private static int DebugDirectory(RawImage image) =>
        (int)(image.Read32(Directory(image, 6)) - image.Read32(image.SectionTable + 12) + image.Read32(image.SectionTable + 20));

    /// <summary>Offset of the table of clauses behind the code of the method Fat.</summary>
    internal static int Clauses(RawImage image)
    {
        int body = image.Body("Fat");
        return (int)(body + 12 + image.Read32(body + 4) + 3) / 4 * 4;
    }

    private static void Breaks(string code, Action<RawImage> change)
    {
        var image = new RawImage(Source);
        change(image);
        ImageReport report = ImageCheck.Run(image.Bytes, new ImageLimits());
        Assert.Contains(code, report.Findings.Where(f => f.Rule == ImageRule.Structure).Select(f => f.Code));
    }
}
