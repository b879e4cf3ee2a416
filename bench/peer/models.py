"""The tables of the house as a stranger would map them: the columns shown, nothing else."""

from typing import ClassVar

from django.db import models


class Region(models.Model):
    code = models.CharField(max_length=9, primary_key=True)
    full_name = models.CharField(max_length=120)

    class Meta:
        managed = False
        db_table = "reference_region"

    def __str__(self) -> str:
        return self.full_name


class Organisation(models.Model):
    credit_code = models.CharField(max_length=18)
    name = models.CharField(max_length=100)
    size = models.CharField(max_length=8)
    region = models.ForeignKey(Region, models.DO_NOTHING)

    class Meta:
        managed = False
        db_table = "accounts_organisation"

    def __str__(self) -> str:
        return self.name


class Supplier(models.Model):
    organisation = models.ForeignKey(Organisation, models.DO_NOTHING)
    status = models.CharField(max_length=10)
    intro = models.TextField()
    listed_at = models.DateTimeField()

    class Meta:
        managed = False
        db_table = "suppliers_supplier"
        ordering: ClassVar = ["-listed_at", "-id"]

    def __str__(self) -> str:
        return self.organisation.name


class Demand(models.Model):
    number = models.CharField(max_length=20)
    title = models.CharField(max_length=60)
    description = models.TextField()
    status = models.CharField(max_length=10)
    buyer = models.ForeignKey(Organisation, models.DO_NOTHING)
    region = models.ForeignKey(Region, models.DO_NOTHING)
    budget_max = models.BigIntegerField(null=True)
    published_at = models.DateTimeField()
    deadline = models.DateTimeField()

    class Meta:
        managed = False
        db_table = "demands_demand"

    def __str__(self) -> str:
        return self.title


class Project(models.Model):
    number = models.CharField(max_length=20)
    title = models.CharField(max_length=300)
    buyer = models.CharField(max_length=200)
    region = models.ForeignKey(Region, models.DO_NOTHING, null=True)
    publisher_kind = models.CharField(max_length=12)
    state = models.CharField(max_length=10)
    budget = models.BigIntegerField(null=True)
    deadline = models.DateTimeField(null=True)
    last_published_at = models.DateTimeField()
    is_public = models.BooleanField()

    class Meta:
        managed = False
        db_table = "demands_project"

    def __str__(self) -> str:
        return self.title


class ProjectType(models.Model):
    project = models.ForeignKey(Project, models.DO_NOTHING)
    service_type_id = models.CharField(max_length=12, db_column="servicetype_id")

    class Meta:
        managed = False
        db_table = "demands_project_service_types"

    def __str__(self) -> str:
        return str(self.service_type_id)


class Activity(models.Model):
    supplier = models.ForeignKey(Supplier, models.DO_NOTHING, related_name="activities")
    service_type_id = models.CharField(max_length=12)

    class Meta:
        managed = False
        db_table = "suppliers_activity"

    def __str__(self) -> str:
        return str(self.service_type_id)


class CredentialKind(models.Model):
    code = models.CharField(max_length=24, primary_key=True)
    name = models.CharField(max_length=60)

    class Meta:
        managed = False
        db_table = "reference_credentialkind"

    def __str__(self) -> str:
        return self.name


class Credential(models.Model):
    supplier = models.ForeignKey(Supplier, models.DO_NOTHING, related_name="credentials")
    kind = models.ForeignKey(CredentialKind, models.DO_NOTHING)
    number = models.CharField(max_length=60)
    issuer = models.CharField(max_length=100)
    expires_on = models.DateField(null=True)

    class Meta:
        managed = False
        db_table = "suppliers_credential"

    def __str__(self) -> str:
        return self.number


class Work(models.Model):
    code = models.CharField(max_length=60)
    kind = models.CharField(max_length=16)

    class Meta:
        managed = False
        db_table = "library_work"

    def __str__(self) -> str:
        return self.code


class Version(models.Model):
    work = models.ForeignKey(Work, models.DO_NOTHING)
    title = models.CharField(max_length=200)
    number = models.CharField(max_length=80)
    dated_on = models.DateField()
    starts_on = models.DateField(null=True)
    standing = models.CharField(max_length=10)

    class Meta:
        managed = False
        db_table = "library_version"

    def __str__(self) -> str:
        return self.title


class Clause(models.Model):
    version = models.ForeignKey(Version, models.DO_NOTHING, related_name="clauses")
    position = models.IntegerField()
    address = models.CharField(max_length=60)
    label = models.CharField(max_length=40)
    heading = models.CharField(max_length=200)
    text = models.TextField()

    class Meta:
        managed = False
        db_table = "library_clause"
        ordering: ClassVar = ["position"]

    def __str__(self) -> str:
        return self.label
