# Single instructions that C# cannot say, and the routines that ilc expects to find. System V calling convention.

        .macro  function name
        .globl  \name
        .align  16
\name:
        .endm

        .text
function cpu_in8
        mov     %edi, %edx
        xor     %eax, %eax
        in      %dx, %al
        ret
function cpu_in16
        mov     %edi, %edx
        xor     %eax, %eax
        in      %dx, %ax
        ret
function cpu_in32
        mov     %edi, %edx
        in      %dx, %eax
        ret
function cpu_out8
        mov     %edi, %edx
        mov     %esi, %eax
        out     %al, %dx
        ret
function cpu_out16
        mov     %edi, %edx
        mov     %esi, %eax
        out     %ax, %dx
        ret
function cpu_out32
        mov     %edi, %edx
        mov     %esi, %eax
        out     %eax, %dx
        ret
function cpu_read_tsc
        rdtsc
        shl     $32, %rdx
        or      %rdx, %rax
        ret
function cpu_read_msr
        mov     %edi, %ecx
        rdmsr
        shl     $32, %rdx
        or      %rdx, %rax
        ret
function cpu_write_msr
        mov     %edi, %ecx
        mov     %esi, %eax
        mov     %rsi, %rdx
        shr     $32, %rdx
        wrmsr
        ret
function cpu_identify                           # leaf, subleaf, uint[4]
        push    %rbx
        mov     %rdx, %r8
        mov     %edi, %eax
        mov     %esi, %ecx
        cpuid
        mov     %eax, (%r8)
        mov     %ebx, 4(%r8)
        mov     %ecx, 8(%r8)
        mov     %edx, 12(%r8)
        pop     %rbx
        ret
function cpu_read_cr2
        mov     %cr2, %rax
        ret
function cpu_read_cr3
        mov     %cr3, %rax
        ret
function cpu_write_cr3
        mov     %rdi, %cr3
        ret
function cpu_read_cr4
        mov     %cr4, %rax
        ret
function cpu_write_cr4
        mov     %rdi, %cr4
        ret
function cpu_set_extended_features              # XCR0
        xor     %ecx, %ecx
        mov     %edi, %eax
        xor     %edx, %edx
        xsetbv
        ret
function cpu_load_gdt                           # pointer record; reloads every segment and TR = 0x28
        lgdt    (%rdi)
        push    $8
        lea     1f(%rip), %rax
        push    %rax
        lretq
1:      mov     $0x10, %eax
        mov     %eax, %ds
        mov     %eax, %es
        mov     %eax, %ss
        xor     %eax, %eax
        mov     %eax, %fs
        mov     %eax, %gs
        mov     $0x28, %eax
        ltr     %ax
        ret
function cpu_load_idt
        lidt    (%rdi)
        ret
function cpu_invalidate_page
        invlpg  (%rdi)
        ret
function cpu_halt
        cli
        hlt
        ret
function cpu_pause
        pause
        ret
function cpu_save_state                         # area; all enabled components
        mov     $-1, %eax
        mov     $-1, %edx
        xsave64 (%rdi)
        ret
function cpu_restore_state
        mov     $-1, %eax
        mov     $-1, %edx
        .globl  restore_state_xrstor
restore_state_xrstor:
        xrstor64 (%rdi)
        ret
function cpu_clear_segments                     # what a program may have left in DS, ES and GS is not shown to the next
        xor     %eax, %eax
        mov     %eax, %ds
        mov     %eax, %es
        mov     %eax, %gs
        ret
function cpu_exchange                           # address, value -> old value
        mov     %esi, %eax
        xchg    %eax, (%rdi)
        ret
function cpu_multiply_shift                     # (a * b) >> 32 with 128 bits in between
        mov     %rdi, %rax
        mul     %rsi
        shrd    $32, %rdx, %rax
        ret
function cpu_divide_scaled                      # (a << 32) / b, a < b
        mov     %rdi, %rdx
        xor     %eax, %eax
        shrd    $32, %rdx, %rax
        shr     $32, %rdx
        div     %rsi
        ret
function cpu_random                             # 64 bits from RDRAND, 0 when the processor has none left
        rdrand  %rax
        jc      1f
        xor     %eax, %eax
1:      ret
function cpu_copy                               # to, from, bytes (any); the q form is the fast one under emulation
        mov     %rdx, %rcx
        shr     $3, %rcx
        rep movsq
        mov     %edx, %ecx
        and     $7, %ecx
        jz      1f
        rep movsb
1:      ret
function cpu_clear                              # to, bytes (a multiple of 8)
        mov     %rsi, %rcx
        shr     $3, %rcx
        xor     %eax, %eax
        rep stosq
        ret

function linker_address                         # Symbol -> address
        lea     symbols(%rip), %rax
        mov     (%rax,%rdi,8), %rax
        ret

# What ilc's code refers to. Copies of structs go through MemCopy; the others are never reached by nucleus code.
function RhSpanHelpers_MemCopy                  # to, from, bytes
        jmp     cpu_copy
function RhSpanHelpers_MemZero                  # to, bytes
        mov     %rsi, %rcx
        xor     %eax, %eax
        mov     %rcx, %rdx
        shr     $3, %rcx
        rep stosq
        mov     %edx, %ecx
        and     $7, %ecx
        rep stosb
        ret
function RhpReversePInvoke
        ret
function RhpReversePInvokeReturn
        ret
function RhpFallbackFailFast
        jmp     nucleus_check_failed

        .data
        .align  8
        .globl  __security_cookie
__security_cookie: .quad 0x5bd1e995a7c3f10d

        .section .rodata
        .align  8
symbols:                                        # C#: Symbol
        .quad   image_start, rodata_start, data_start, image_end, call_entries, vector_entries, idle_loop, leave_iretq
        .quad   restore_state_xrstor, processors, trampoline, trampoline_end, boot_pml4, starting_processor
