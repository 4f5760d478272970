/* Adds its two arguments: enough to see that assembly code is linked and called without a look-up. */
        .text
        .globl  sample_add
        .type   sample_add, @function
sample_add:
        leal    (%rdi, %rsi), %eax
        ret
        .section .note.GNU-stack, "", @progbits
