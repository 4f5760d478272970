using Singular.Channels;
using Singular.Contracts;

namespace Singular.Drivers.Tests.FileSystems;

/// <summary>What a file system should be: a tree in memory. Each operation runs here and on the driver and compares.</summary>
/// <param name="others">Names in the root that the model does not look at.</param>
internal sealed class ModelTree(string[] others)
{
    private readonly Node _root = new("", isDirectory: true);
    private readonly List<Handle> _handles = [];

    public void Open(IFileSystem files, string path, OpenMode mode)
    {
        (FileError? error, Node? parent, string name, Node? node) = Resolve(path);
        if (error is null && node is null && mode is OpenMode.Read or OpenMode.ReadWrite)
            error ??= node is null ? FileError.NotFound : null;
        if (error is null && node is not null)
        {
            if (mode == OpenMode.CreateNew)
                error = FileError.AlreadyExists;
            else if (node.IsDirectory)
                error = FileError.IsADirectory;
            else if (mode != OpenMode.Read && IsOpen(node))
                error = FileError.InUse;
        }

        Result<IFile, FileError> opened = files.Open(path, mode);
        if (IsFull(opened) && error is null && node is null)
            return;
        Assert.Equal(error, opened.IsOk ? null : opened.Error);
        if (!opened.IsOk)
            return;
        if (node is null)
        {
            node = new Node(name, isDirectory: false);
            parent!.Children.Add(node);
        }
        else if (mode == OpenMode.CreateOrTruncate)
        {
            node.Contents = [];
        }

        _handles.Add(new Handle(opened.Value, node, mode != OpenMode.Read));
    }

    public void Write(int number, int offset, int size)
    {
        if (Find(number) is not { } handle)
            return;
        byte[] data = new byte[size];
        new Random(size).NextBytes(data);
        Result<int, FileError> written = handle.File.Write(offset, data);
        if (!handle.IsWritable)
        {
            Assert.Equal(FileError.ReadOnly, written.Error);
            return;
        }

        if (IsFull(written))
        {
            CheckLength(handle);
            return;
        }

        Assert.InRange(written.Value, Math.Min(1, size), size);
        if (written.Value > 0)
            handle.Node.Grow(offset + written.Value);
        data.AsSpan(0, written.Value).CopyTo(handle.Node.Contents.AsSpan(Math.Min(offset, handle.Node.Contents.Length)));
        CheckLength(handle);
    }

    public void SetLength(int number, int length)
    {
        if (Find(number) is not { } handle)
            return;
        Result<Done, FileError> result = handle.File.SetLength(length);
        if (!handle.IsWritable)
        {
            Assert.Equal(FileError.ReadOnly, result.Error);
            return;
        }

        if (!IsFull(result))
        {
            Assert.True(result.IsOk);
            Array.Resize(ref handle.Node.Contents, length);
        }

        CheckLength(handle);
    }

    public void Read(int number, int offset, int size)
    {
        if (Find(number) is not { } handle)
            return;
        byte[] buffer = new byte[size];
        int count = handle.File.Read(offset, buffer).Expect();
        byte[] contents = handle.Node.Contents;
        int from = Math.Min(offset, contents.Length);
        Assert.Equal(contents.AsSpan(from, Math.Min(size, contents.Length - from)), buffer.AsSpan(0, count));
    }

    public void Close(int number)
    {
        if (Find(number) is not { } handle)
            return;
        handle.File.Close().Expect();
        _handles.Remove(handle);
    }

    public void CloseAll()
    {
        while (_handles.Count > 0)
            Close(0);
    }

    public void CreateDirectory(IFileSystem files, string path)
    {
        (FileError? error, Node? parent, string name, Node? node) = Resolve(path);
        if (node is not null)
            error = FileError.AlreadyExists;
        Result<Done, FileError> made = files.CreateDirectory(path);
        if (error is null && IsFull(made))
            return;
        Assert.Equal(error, made.IsOk ? null : made.Error);
        if (made.IsOk)
            parent!.Children.Add(new Node(name, isDirectory: true));
    }

    public void Remove(IFileSystem files, string path)
    {
        (FileError? error, Node? parent, _, Node? node) = Resolve(path);
        if (error is null)
        {
            if (node is null)
                error = FileError.NotFound;
            else if (node.IsDirectory && node.Children.Count > 0)
                error = FileError.NotEmpty;
            else if (IsOpen(node))
                error = FileError.InUse;
        }

        Result<Done, FileError> removed = files.Remove(path);
        Assert.Equal(error, removed.IsOk ? null : removed.Error);
        if (removed.IsOk)
            parent!.Children.Remove(node!);
    }

    public void Stat(IFileSystem files, string path)
    {
        (FileError? error, _, _, Node? node) = Resolve(path);
        if (error is null && node is null)
            error = FileError.NotFound;
        Result<FileStatus, FileError> status = files.Stat(path);
        Assert.Equal(error, status.IsOk ? null : status.Error);
        if (!status.IsOk)
            return;
        Assert.Equal((node!.IsDirectory, (long)node.Contents.Length), (status.Value.IsDirectory, status.Value.Length));
        Assert.Equal(new CalendarTime(2026, 11, 23, 1, 2, 4), status.Value.Modified);
    }

    /// <summary>Compares the whole tree with what the driver lists and reads.</summary>
    public void CompareTo(IFileSystem files) => Compare(files, "/", _root);

    private void Compare(IFileSystem files, string path, Node directory)
    {
        List<DirectoryEntry> listed = files.List(path).Where(entry => path != "/" || !others.Contains(entry.Name)).ToList();
        Assert.Equal(
            directory.Children.Select(child => child.Name).Order(StringComparer.Ordinal),
            listed.Select(entry => entry.Name).Order(StringComparer.Ordinal));
        foreach (Node child in directory.Children)
        {
            string childPath = path == "/" ? "/" + child.Name : path + "/" + child.Name;
            if (child.IsDirectory)
                Compare(files, childPath, child);
            else
                Assert.Equal(child.Contents, files.ReadAll(childPath));
        }
    }

    /// <summary>How much fits is the driver's business; the model follows.</summary>
    private static bool IsFull<T>(Result<T, FileError> result) => !result.IsOk && result.Error == FileError.NoSpace;

    private static void CheckLength(Handle handle) =>
        Assert.Equal(handle.Node.Contents.Length, handle.File.Stat().Expect().Length);

    private (FileError? Error, Node? Parent, string Name, Node? Node) Resolve(string path)
    {
        string[] names = path[1..].Split('/');
        Node parent = _root;
        for (int i = 0; i < names.Length - 1; i++)
        {
            Node? next = parent.Find(names[i]);
            if (next is null)
                return (FileError.NotFound, null, "", null);
            if (!next.IsDirectory)
                return (FileError.NotADirectory, null, "", null);
            parent = next;
        }

        return (null, parent, names[^1], parent.Find(names[^1]));
    }

    private bool IsOpen(Node node) => _handles.Exists(handle => handle.Node == node);

    private Handle? Find(int number) => _handles.Count == 0 ? null : _handles[number % _handles.Count];

    private sealed record Handle(IFile File, Node Node, bool IsWritable);

    private sealed class Node(string name, bool isDirectory)
    {
        public byte[] Contents = [];

        public string Name { get; } = name;

        public bool IsDirectory { get; } = isDirectory;

        public List<Node> Children { get; } = [];

        public Node? Find(string wanted) =>
            Children.Find(child => string.Equals(child.Name, wanted, StringComparison.OrdinalIgnoreCase));

        public void Grow(int length)
        {
            if (length > Contents.Length)
                Array.Resize(ref Contents, length);
        }
    }
}
