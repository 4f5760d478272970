# Ways into and out of the nucleus. A thread's registers are kept at the start of its control block, in the order of the
# pushes below (C#: Frame); the block's word behind them is the nucleus stack of the processor that runs the thread.
# Interrupts are off in the whole nucleus, and compiled nucleus code uses no vector register (build.sh checks it).

        .set    FRAME_END, 176
        .set    PROCESSOR_SIZE, 32768           # C#: Processor.Size
        .set    PROCESSORS, 8                   # C#: Processor.Maximum

        .altmacro
        .text
        .macro  push_registers
        push    %rax
        push    %rcx
        push    %rdx
        push    %rbx
        push    %rbp
        push    %rsi
        push    %rdi
        push    %r8
        push    %r9
        push    %r10
        push    %r11
        push    %r12
        push    %r13
        push    %r14
        push    %r15
        .endm

# One SYSCALL entry per processor, so that none needs the GS base, which ring 3 could change. The words of SS and CS in the
# control block never change and are skipped; so are vector and error code.
        .macro  call_entry number
        .align  64                              # C#: Segments.CallEntrySize
        mov     %rsp, processors + \number * PROCESSOR_SIZE(%rip)
        mov     processors + \number * PROCESSOR_SIZE + 8(%rip), %rsp
        sub     $8, %rsp
        pushq   processors + \number * PROCESSOR_SIZE(%rip)
        push    %r11
        sub     $8, %rsp
        push    %rcx
        sub     $16, %rsp
        jmp     enter_call
        .endm

        .globl  call_entries
        .align  64
call_entries:
        .set    i, 0
        .rept   PROCESSORS
        call_entry %i
        .set    i, i + 1
        .endr

        .align  16
enter_call:
        push_registers
        mov     %rsp, %rdi
        mov     FRAME_END(%rdi), %rsp
        cld
        call    dispatch_call
        .globl  leave
leave:                                          # %rax: the thread to go on with
        mov     %rax, %rsp
        pop     %r15
        pop     %r14
        pop     %r13
        pop     %r12
        pop     %r11
        pop     %r10
        pop     %r9
        pop     %r8
        pop     %rdi
        pop     %rsi
        pop     %rbp
        pop     %rbx
        pop     %rdx
        pop     %rcx
        pop     %rax
        add     $16, %rsp
        .globl  leave_iretq
leave_iretq:
        iretq

# Vectors with IST1: the processor has pushed SS to RIP (and an error code) into the thread's control block.
enter_interrupt:
        push_registers
        clac                                    # ring 3 may have set AC, which lifts SMAP
        mov     %rsp, %rdi
        mov     FRAME_END(%rdi), %rsp
        cld
        call    dispatch_interrupt
        jmp     leave

# Vectors with IST2 (double fault, NMI, machine check): what they interrupted may be the nucleus itself; no way back.
enter_fatal:
        push_registers
        mov     %rsp, %rdi
        cld
        and     $-16, %rsp
        call    dispatch_fatal
1:      hlt
        jmp     1b

        .macro  vector_entry number
        .align  16                              # C#: Segments.VectorEntrySize
        .if     \number == 8 || (\number >= 10 && \number <= 14) || \number == 17 || \number == 21
        .else
        pushq   $0
        .endif
        pushq   $\number
        .if     \number == 2 || \number == 8 || \number == 18
        jmp     enter_fatal
        .else
        jmp     enter_interrupt
        .endif
        .endm

        .globl  vector_entries
        .align  16
vector_entries:
        .set    i, 0
        .rept   256
        vector_entry %i
        .set    i, i + 1
        .endr

        .globl  idle_loop
idle_loop:
        sti
1:      hlt
        jmp     1b

        .bss
        .align  4096
        .globl  processors
processors: .skip PROCESSORS * PROCESSOR_SIZE
