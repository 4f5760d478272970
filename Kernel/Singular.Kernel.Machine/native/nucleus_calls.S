/* The instructions behind the nucleus calls (docs/nucleus-abi.md), for C# programs in ring 0 and ring 3.
   System V x86-64 calling convention; nothing here touches the stack but to read an argument. */

        .text

/* long singular_call(long number, long a0, long a1, long a2, long a3, long a4, long a5) */
        .globl  singular_call
        .type   singular_call, @function
singular_call:
        movq    %rdi, %rax
        movq    %rsi, %rdi
        movq    %rdx, %rsi
        movq    %rcx, %rdx
        movq    %r8, %r10
        movq    %r9, %r8
        movq    8(%rsp), %r9
        syscall
        ret

/* long singular_futex_swap(void *wake, void *wait, unsigned expected, long nanoseconds) */
        .globl  singular_futex_swap
        .type   singular_futex_swap, @function
singular_futex_swap:
        movl    $0x1050, %eax
        movq    %rcx, %r10
        syscall
        ret

/* int singular_trap_ring(void): the privilege level that the processor pushed with the trap */
        .globl  singular_trap_ring
        .type   singular_trap_ring, @function
singular_trap_ring:
        int     $0x80
        ret

/* unsigned singular_in8/16/32(int port) */
        .globl  singular_in8
        .type   singular_in8, @function
singular_in8:
        movl    %edi, %edx
        xorl    %eax, %eax
        inb     %dx, %al
        ret

        .globl  singular_in16
        .type   singular_in16, @function
singular_in16:
        movl    %edi, %edx
        xorl    %eax, %eax
        inw     %dx, %ax
        ret

        .globl  singular_in32
        .type   singular_in32, @function
singular_in32:
        movl    %edi, %edx
        inl     %dx, %eax
        ret

/* void singular_out8/16/32(int port, unsigned value) */
        .globl  singular_out8
        .type   singular_out8, @function
singular_out8:
        movl    %edi, %edx
        movl    %esi, %eax
        outb    %al, %dx
        ret

        .globl  singular_out16
        .type   singular_out16, @function
singular_out16:
        movl    %edi, %edx
        movl    %esi, %eax
        outw    %ax, %dx
        ret

        .globl  singular_out32
        .type   singular_out32, @function
singular_out32:
        movl    %edi, %edx
        movl    %esi, %eax
        outl    %eax, %dx
        ret

        .section .note.GNU-stack, "", @progbits
