# From the PVH entry (32-bit protected mode, paging off, Xen's "x86/HVM direct boot ABI") to nucleus_main in long mode in
# the high half; and the same way for the other processors. Linked at its physical address, 1 MiB.

        .set    HIGH, 0xffffffff80000000        # virtual minus physical address of the nucleus' image
        .set    EFER, 0xc0000080
        .set    EFER_BITS, 0x901                # NXE | LME | SCE
        .set    CR0_BITS, 0x80010033            # PG | WP | NE | ET | MP | PE
        .set    CR4_BITS, 0x40620               # OSXSAVE | OSXMMEXCPT | OSFXSR | PAE

        .section .note.pvh, "a", @note
        .long   4, 4, 18                        # XEN_ELFNOTE_PHYS32_ENTRY
        .asciz  "Xen"
        .long   pvh_start

        .section .boot, "awx", @progbits
        .code32
        .globl  pvh_start
pvh_start:
        cli
        mov     %ebx, %esi                      # hvm_start_info, kept until long mode
        mov     $boot_tables_end - boot_pml4, %ecx
        mov     $boot_pml4, %edi
        xor     %eax, %eax
        shr     $2, %ecx
        rep stosl
        # One page directory pointer table serves the identity map and the direct map at PML4[256].
        movl    $boot_pdpt + 3, boot_pml4
        movl    $boot_pdpt + 3, boot_pml4 + 256 * 8
        movl    $boot_pdpt_high + 3, boot_pml4 + 511 * 8
        movl    $boot_pd + 3, boot_pdpt_high + 510 * 8
        mov     $boot_pd + 3, %eax
        mov     $boot_pdpt, %edi
        mov     $4, %ecx
1:      mov     %eax, (%edi)
        add     $4096, %eax
        add     $8, %edi
        loop    1b
        mov     $boot_pd, %edi                  # 4 GiB in pages of 2 MiB
        mov     $0x83, %eax
        mov     $2048, %ecx
1:      mov     %eax, (%edi)
        movl    $0, 4(%edi)
        add     $0x200000, %eax
        add     $8, %edi
        loop    1b
        lgdt    boot_gdt_pointer
        mov     $long_start, %edi
enter_long_mode:                                # %edi: 64-bit code to go to
        mov     $CR4_BITS, %eax
        mov     %eax, %cr4
        mov     $boot_pml4, %eax
        mov     %eax, %cr3
        mov     $EFER, %ecx
        mov     $EFER_BITS, %eax
        xor     %edx, %edx
        wrmsr
        mov     $CR0_BITS, %eax
        mov     %eax, %cr0
        ljmp    $8, $1f
        .code64
1:      mov     $0x10, %eax
        mov     %eax, %ds
        mov     %eax, %es
        mov     %eax, %ss
        xor     %eax, %eax
        mov     %eax, %fs
        mov     %eax, %gs
        jmp     *%rdi

long_start:
        movabs  $boot_stack_top, %rsp
        mov     %esi, %edi
        # Not a call: when it returns, this code is no longer mapped.
        movabs  $leave, %rcx
        push    %rcx
        movabs  $nucleus_main, %rax
        jmp     *%rax

processor_start:
        movabs  $starting_processor, %rax
        mov     (%rax), %rdi                    # Processor*
        mov     16(%rdi), %rsp                  # Processor.StackTop
        movabs  $leave, %rcx
        push    %rcx
        movabs  $processor_main, %rax
        jmp     *%rax

# Real-mode code that the nucleus copies to a page below 1 MiB whose number is the start-up IPI's vector.
        .code16
        .globl  trampoline, trampoline_end
trampoline:
        cli
        xor     %ax, %ax
        mov     %ax, %ds
        mov     %cs, %ax
        mov     %ax, %ds
        lgdtl   trampoline_gdt_pointer - trampoline
        mov     $0x11, %eax
        mov     %eax, %cr0
        ljmpl   $0x18, $trampoline_protected
trampoline_gdt_pointer:
        .word   39
        .long   boot_gdt
trampoline_end:
        .code32
trampoline_protected:
        mov     $0x20, %eax
        mov     %eax, %ds
        mov     %eax, %es
        mov     %eax, %ss
        lgdt    boot_gdt_pointer
        mov     $processor_start, %edi
        jmp     enter_long_mode

        .align  8
boot_gdt:
        .quad   0
        .quad   0x00af9a000000ffff              # 64-bit code
        .quad   0x00cf92000000ffff              # data
        .quad   0x00cf9a000000ffff              # 32-bit code
        .quad   0x00cf92000000ffff              # 32-bit data
boot_gdt_pointer:
        .word   39
        .long   boot_gdt
        .align  4096
        .globl  boot_pml4
boot_pml4:      .skip 4096
boot_pdpt:      .skip 4096
boot_pdpt_high: .skip 4096
boot_pd:        .skip 4 * 4096
boot_tables_end:

        .bss
        .align  16
        .skip   32768
boot_stack_top:
        .globl  starting_processor
starting_processor: .skip 8
