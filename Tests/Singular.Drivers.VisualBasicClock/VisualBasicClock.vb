Imports System
Imports System.Collections.Generic
Imports Singular.Channels
Imports Singular.Contracts
Imports Singular.Drivers

Namespace Acme.Clocks

    ''' <summary>Registers of the MC146818 (data sheet, figure 9) that the driver reads.</summary>
    Friend Enum Register As Byte
        Seconds = &H0
        Minutes = &H2
        Hours = &H4
        DayOfMonth = &H7
        Month = &H8
        Year = &H9
        A = &HA
        B = &HB
        Century = &H32
    End Enum

    Friend Module Limits

        Public Function IsSexagesimal(value As Integer) As Boolean
            Return value >= 0 AndAlso value < 60
        End Function

    End Module

    ''' <summary>A reading counts when a second one is the same and no change was announced in between.</summary>
    <Driver(Provides:=GetType(IClock))>
    Public NotInheritable Class VisualBasicClock
        Implements IClock

        Private Const Attempts As Integer = 16
        Private Const UpdatePolls As Integer = 100000

        Private ReadOnly _ports As IoPorts

        Public Sub New(<Ports(&H70, 2)> ports As IoPorts)
            _ports = ports
        End Sub

        Public Function Now() As Result(Of CalendarTime, ClockError) Implements IClock.Now
            Dim polls As Integer = 0
            While IsUpdating() AndAlso polls < UpdatePolls
                polls += 1
            End While
            Dim last As List(Of Integer) = ReadAll()
            For attempt As Integer = 1 To Attempts
                Dim reading As List(Of Integer) = ReadAll()
                If IsUpdating() Then Exit For
                If AreSame(last, reading) Then Return Decode(reading)
                last = reading
            Next
            Return ClockError.NotReady
        End Function

        Private Function Read(register As Register) As Integer
            _ports.Write8(0, CByte(register))
            Return _ports.Read8(1)
        End Function

        Private Function IsUpdating() As Boolean
            Return (Read(Register.A) And &H80) <> 0
        End Function

        Private Function Number(register As Register, isBinary As Boolean) As Integer
            Dim value As Integer = Read(register)
            Return If(isBinary, value, (value >> 4) * 10 + (value And &HF))
        End Function

        Private Function ReadAll() As List(Of Integer)
            Dim isBinary As Boolean = (Read(Register.B) And &H4) <> 0
            Dim values As New List(Of Integer)()
            For Each register As Register In New Register() {Register.Century, Register.Year, Register.Month, Register.DayOfMonth, Register.Hours, Register.Minutes, Register.Seconds}
                values.Add(Number(register, isBinary))
            Next
            Return values
        End Function

        Private Shared Function AreSame(first As List(Of Integer), second As List(Of Integer)) As Boolean
            For i As Integer = 0 To first.Count - 1
                If first(i) <> second(i) Then Return False
            Next
            Return True
        End Function

        Private Shared Function Decode(values As List(Of Integer)) As Result(Of CalendarTime, ClockError)
            Dim year As Integer = values(0) * 100 + values(1)
            If year < 1 OrElse year > 9999 OrElse values(2) < 1 OrElse values(2) > 12 Then Return ClockError.InvalidTime
            If values(3) < 1 OrElse values(3) > DateTime.DaysInMonth(year, values(2)) Then Return ClockError.InvalidTime
            If values(4) > 23 OrElse values.FindAll(Function(value) value > 59).Count > 1 Then Return ClockError.InvalidTime
            If Not Limits.IsSexagesimal(values(5)) OrElse Not Limits.IsSexagesimal(values(6)) Then Return ClockError.InvalidTime
            Return New CalendarTime(year, values(2), values(3), values(4), values(5), values(6))
        End Function

    End Class

End Namespace
