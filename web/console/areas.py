"""The areas of the console, as its menu shows them; each area adds its line in this order."""

AREAS: list[tuple[str, str]] = [
    ("/console/applications", "申請"),
    ("/console/companies", "企業"),
    ("/console/wholesalers", "卸"),
    ("/console/terms", "規約"),
    ("/console/replies", "定型文"),
    ("/console/imports", "取込"),
    ("/console/mails", "メール"),
    ("/console/limits", "制限"),
    ("/console/audit", "記録"),
    ("/console/dashboard", "状況"),
    ("/console/administrators", "管理者"),
]
"""Address and name: 申請, 企業, 卸, 規約, 定型文, 取込, メール, 制限, 記録, 状況, 管理者."""
