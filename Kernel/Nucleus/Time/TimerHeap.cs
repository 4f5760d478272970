namespace Singular.Nucleus;

/// <summary>The waits with a deadline of one processor, earliest first: a binary heap of threads in fixed memory.</summary>
internal unsafe struct TimerHeap
{
    private Thread** _items;
    private int _count;

    /// <summary>Deadline of the earliest wait; 0 if there is none.</summary>
    public ulong Earliest => _count == 0 ? 0 : _items[0]->Deadline;

    public Thread* First => _count == 0 ? null : _items[0];

    public void Start() => _items = (Thread**)TimerMemory.Take();

    public void Add(Processor* processor, Thread* thread, ulong deadline)
    {
        thread->Deadline = deadline;
        thread->TimerProcessor = processor;
        int index = _count++;
        Place(index, thread);
        Up(index);
    }

    public void Remove(Thread* thread)
    {
        int index = thread->TimerIndex;
        thread->TimerIndex = -1;
        Thread* last = _items[--_count];
        if (last == thread)
            return;
        Place(index, last);
        Up(index);
        Down(last->TimerIndex);
    }

    private void Place(int index, Thread* thread)
    {
        _items[index] = thread;
        thread->TimerIndex = index;
    }

    private void Up(int index)
    {
        while (index > 0)
        {
            int parent = (index - 1) / 2;
            if (_items[parent]->Deadline <= _items[index]->Deadline)
                return;
            Swap(index, parent);
            index = parent;
        }
    }

    private void Down(int index)
    {
        while (true)
        {
            int least = index * 2 + 1;
            if (least >= _count)
                return;
            if (least + 1 < _count && _items[least + 1]->Deadline < _items[least]->Deadline)
                least++;
            if (_items[index]->Deadline <= _items[least]->Deadline)
                return;
            Swap(index, least);
            index = least;
        }
    }

    private void Swap(int a, int b)
    {
        Thread* thread = _items[a];
        Place(a, _items[b]);
        Place(b, thread);
    }
}
